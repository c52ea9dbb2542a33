/** From files to Bronze: every byte of a source file ends in exactly one header, blank, Bronze or quarantine record. */
@NullMarked
package dev.lakehouse4j.medallion.ingest;

import org.jspecify.annotations.NullMarked;
