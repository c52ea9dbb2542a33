package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.schema.Comment;
import java.time.Instant;

/**
 * A data record of a source file that could not become a row of its Bronze table.
 *
 * @param sourceFile name of the file within its source
 * @param sourceRow number among the data records of the file, from 1; see {@link AuditColumns#SOURCE_ROW}
 * @param lineNumber number of the physical line that the record starts on, from 1
 * @param byteOffset where the record starts in the decompressed file, in bytes of its UTF-8 form
 * @param byteLength its length with its line end, in bytes of UTF-8
 * @param batchId identity of the file's name and content
 * @param ingestedAt when the ingest of the file began
 * @param reason why it could not become a row
 * @param rawText the record as it stands in the file, without its line end; cut after one mebibyte
 */
@Comment("Records that could not become rows, with their text and the reason")
public record QuarantinedRecord(
        String sourceFile,
        long sourceRow,
        long lineNumber,
        long byteOffset,
        long byteLength,
        String batchId,
        Instant ingestedAt,
        String reason,
        String rawText) {}
