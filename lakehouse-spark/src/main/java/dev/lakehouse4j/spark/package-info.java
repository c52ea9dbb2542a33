/** The SQL of a lakehouse computed by Apache Spark. */
@NullMarked
package dev.lakehouse4j.spark;

import org.jspecify.annotations.NullMarked;
