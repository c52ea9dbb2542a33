/**
 * Results to look at: {@link dev.lakehouse4j.notebook.ResultTable} holds the rows of a query and shows them as text, HTML, CSV
 * or JSON, {@link dev.lakehouse4j.notebook.Chart} draws them as SVG. For notebooks, scripts and shells.
 */
@NullMarked
package dev.lakehouse4j.notebook;

import org.jspecify.annotations.NullMarked;
