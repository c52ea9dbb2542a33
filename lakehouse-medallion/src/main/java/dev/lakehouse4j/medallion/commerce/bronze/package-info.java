/** Contracts of the nine files of the e-commerce domain: every column is the text of the file. */
@NullMarked
package dev.lakehouse4j.medallion.commerce.bronze;

import org.jspecify.annotations.NullMarked;
