/** The one door to the lake: what a session may see and change, on every way in. */
@NullMarked
package dev.lakehouse4j.core.access;

import org.jspecify.annotations.NullMarked;
