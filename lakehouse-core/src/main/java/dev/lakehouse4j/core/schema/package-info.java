/** From a Java record to the columns of a table: types, nullability, keys, comments and checks. */
@NullMarked
package dev.lakehouse4j.core.schema;

import org.jspecify.annotations.NullMarked;
