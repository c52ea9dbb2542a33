/** What every table store and every SQL engine does alike, as JUnit tests to extend. */
@NullMarked
package dev.lakehouse4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
