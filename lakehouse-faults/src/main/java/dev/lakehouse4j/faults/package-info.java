/** Programs that stand outside of the library, hurt what it writes, and look at what is left. */
@NullMarked
package dev.lakehouse4j.faults;

import org.jspecify.annotations.NullMarked;
