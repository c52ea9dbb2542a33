package dev.lakehouse4j.medallion.ingest;

import java.io.IOException;

/** Cuts a stream into records so that every byte of its UTF-8 form belongs to exactly one record of a {@link Kind}. */
interface RecordScanner extends AutoCloseable {

    /** What a record is. */
    enum Kind {
        /** The first record that is not blank, when the format has a header. */
        HEADER,
        /** A line without any byte apart from its terminator (and a byte order mark). */
        BLANK,
        /** A record with as many fields as there are columns. */
        ROW,
        /** A physical line that cannot be taken as a row; see {@link #reason()}. */
        MALFORMED
    }

    /** Longest {@link #rawText()} in bytes of UTF-8. */
    int RAW_TEXT_BYTES = 1 << 20;

    /** Moves to the next record; false at the end of the stream. */
    boolean next() throws IOException;

    /** What the current record is. */
    Kind kind();

    /** Number of the physical line that the current record starts on, from 1. */
    long lineNumber();

    /** Offset in bytes of the current record in the UTF-8 form of the stream, from 0; after the last one its size. */
    long byteOffset();

    /** Length in bytes of the current record in UTF-8, with its terminator and a byte order mark before it. */
    long byteLength();

    /** How many records of a kind there were so far, the current one included. */
    long count(Kind ofKind);

    /** How many bytes of UTF-8 were read from the stream so far, counted apart from the records. */
    long bytesReceived();

    /** The current record as it stands in the stream, without its terminator. */
    String rawText();

    /** What is wrong with a malformed record, as part of a sentence; empty for other kinds. */
    String reason();

    @Override
    void close() throws IOException;
}
