/** The catalog of a lake: names, owners, comments, tags, principals and what they may do. */
@NullMarked
package dev.lakehouse4j.core.catalog;

import org.jspecify.annotations.NullMarked;
