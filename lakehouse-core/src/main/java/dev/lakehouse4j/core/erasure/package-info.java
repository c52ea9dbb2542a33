/** Erasure: a person's rows leave every layer, the history and the files, and a report proves it. */
@NullMarked
package dev.lakehouse4j.core.erasure;

import org.jspecify.annotations.NullMarked;
