/** Models on Gold tables; each package is a room of its own, see the packages below. */
@NullMarked
package dev.lakehouse4j.ml;

import org.jspecify.annotations.NullMarked;
