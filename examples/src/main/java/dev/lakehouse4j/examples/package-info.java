/** The command line of the library, and example programs. */
@NullMarked
package dev.lakehouse4j.examples;

import org.jspecify.annotations.NullMarked;
