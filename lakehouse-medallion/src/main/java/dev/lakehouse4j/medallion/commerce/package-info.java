/** The e-commerce pack: sources, models, star schema and KPIs for data of the shape that Olist published. */
@NullMarked
package dev.lakehouse4j.medallion.commerce;

import org.jspecify.annotations.NullMarked;
