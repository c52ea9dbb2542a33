/** The errors of the library; each message says what, why and the remedy. */
@NullMarked
package dev.lakehouse4j.core.error;

import org.jspecify.annotations.NullMarked;
