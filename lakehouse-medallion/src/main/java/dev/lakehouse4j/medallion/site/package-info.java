/** The catalog of a lake as a static, searchable HTML site. */
@NullMarked
package dev.lakehouse4j.medallion.site;

import org.jspecify.annotations.NullMarked;
