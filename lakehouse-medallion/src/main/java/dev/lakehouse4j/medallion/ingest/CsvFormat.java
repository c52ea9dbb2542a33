package dev.lakehouse4j.medallion.ingest;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How a delimited text file is written. Start from {@link #standard()} and change what differs, as in {@code
 * CsvFormat.standard().delimiter(';').charset(ISO_8859_1)}; the canonical constructor is not meant to be called by hand.
 *
 * <p>A byte order mark is always recognised, and then decides the charset whatever {@link #charset()} says.
 *
 * @param delimiter what separates two fields: one ASCII character, neither NUL, nor a line break, nor the quote
 * @param quote what encloses a field that holds a delimiter or a line break; doubled inside for the character itself; one
 *     printable ASCII character
 * @param charset how the bytes of a file without byte order mark encode characters
 * @param header whether the first record that is not blank names the columns
 * @param columnNames names of the columns, in order, of a file without header; empty when {@code header} is true
 * @param renames names to use in place of those of the header, by the header's name; all different; empty without header
 * @param maxRecordBytes longest record in bytes of its UTF-8 form, terminator included, from 1 to 536,870,912; a longer one
 *     is malformed
 */
public record CsvFormat(
        char delimiter,
        char quote,
        Charset charset,
        boolean header,
        List<String> columnNames,
        Map<String, String> renames,
        int maxRecordBytes) {

    /** Longest {@link #maxRecordBytes()} that can be set, in bytes; twice this and a block still fit into one array. */
    static final int LARGEST_MAX_RECORD_BYTES = 512 << 20;

    private static final CsvFormat STANDARD =
            new CsvFormat(',', '"', StandardCharsets.UTF_8, true, List.of(), Map.of(), 16 << 20);

    /**
     * Checks the settings together; each error says which one is wrong, why, and what to set instead.
     *
     * @param delimiter one ASCII character, neither NUL, nor a line break, nor the quote
     * @param quote one printable ASCII character
     * @param charset of files without byte order mark
     * @param header whether the first record that is not blank names the columns
     * @param columnNames all different; empty exactly when {@code header} is true
     * @param renames new names by those of the header; the new ones all different; empty when {@code header} is false
     * @param maxRecordBytes in bytes, from 1 to 536,870,912
     */
    public CsvFormat {
        Objects.requireNonNull(charset, "charset");
        columnNames = List.copyOf(columnNames);
        renames = Collections.unmodifiableMap(new LinkedHashMap<>(renames));
        if (delimiter == 0 || delimiter > 0x7e || delimiter == '\n' || delimiter == '\r') {
            throw CsvErrors.setting(
                    "delimiter",
                    CsvErrors.show(delimiter),
                    "it must be one ASCII character other than NUL and the line breaks",
                    "use for example ',', ';', '|' or '\\t'");
        }
        if (quote <= ' ' || quote > 0x7e) {
            throw CsvErrors.setting(
                    "quote", CsvErrors.show(quote), "it must be one printable ASCII character", "use '\"' or '\\''");
        }
        if (quote == delimiter) {
            throw CsvErrors.setting(
                    "quote",
                    CsvErrors.show(quote),
                    "it is also the delimiter, so fields could not be told apart",
                    "use different characters for the two");
        }
        if (maxRecordBytes < 1 || maxRecordBytes > LARGEST_MAX_RECORD_BYTES) {
            throw CsvErrors.setting(
                    "maxRecordBytes",
                    Integer.toString(maxRecordBytes),
                    "it must lie between 1 and " + LARGEST_MAX_RECORD_BYTES + " bytes",
                    "leave the standard of 16 MiB unless single records are longer");
        }
        if (header && !columnNames.isEmpty()) {
            throw CsvErrors.setting(
                    "columnNames",
                    columnNames.toString(),
                    "the file's header names the columns",
                    "use withoutHeader(names) for a file that has none");
        }
        if (!header) {
            if (columnNames.isEmpty()) {
                throw CsvErrors.setting(
                        "columnNames",
                        "[]",
                        "a file without header does not say what its columns are",
                        "give their names in order: withoutHeader(\"id\", \"name\")");
            }
            CsvErrors.requireDistinct(columnNames, "the format's columnNames", IllegalArgumentException::new);
            if (!renames.isEmpty()) {
                throw CsvErrors.setting(
                        "renames",
                        renames.toString(),
                        "a file without header has no names to change",
                        "give the names that you want to withoutHeader(...)");
            }
        }
        CsvErrors.requireDistinct(List.copyOf(renames.values()), "the format's rename", IllegalArgumentException::new);
    }

    /**
     * Comma, double quote, UTF-8, a header, records of up to 16 MiB (16,777,216 bytes): RFC 4180.
     *
     * @return the format to start from
     */
    public static CsvFormat standard() {
        return STANDARD;
    }

    /**
     * The same format with another delimiter: one ASCII character, such as {@code ';'} or {@code '\t'}.
     *
     * @param newDelimiter one ASCII character, neither NUL, nor a line break, nor the quote
     * @return the changed copy; this format stays as it is
     */
    public CsvFormat delimiter(char newDelimiter) {
        return new CsvFormat(newDelimiter, quote, charset, header, columnNames, renames, maxRecordBytes);
    }

    /**
     * The same format with another quote: one printable ASCII character.
     *
     * @param newQuote one printable ASCII character, not the delimiter
     * @return the changed copy; this format stays as it is
     */
    public CsvFormat quote(char newQuote) {
        return new CsvFormat(delimiter, newQuote, charset, header, columnNames, renames, maxRecordBytes);
    }

    /**
     * The same format in another charset; a byte order mark in the file wins over it.
     *
     * @param newCharset how the bytes of a file without byte order mark encode characters
     * @return the changed copy; this format stays as it is
     */
    public CsvFormat charset(Charset newCharset) {
        return new CsvFormat(delimiter, quote, newCharset, header, columnNames, renames, maxRecordBytes);
    }

    /**
     * The same format with a first record that names the columns.
     *
     * @return the changed copy; this format stays as it is
     */
    public CsvFormat withHeader() {
        return new CsvFormat(delimiter, quote, charset, true, List.of(), renames, maxRecordBytes);
    }

    /**
     * The same format without header: every record is data, and the columns are these, in order, all different. Renames are
     * forgotten.
     *
     * @param newColumnNames at least one name; names in the order of the fields
     * @return the changed copy; this format stays as it is
     */
    public CsvFormat withoutHeader(String... newColumnNames) {
        return new CsvFormat(delimiter, quote, charset, false, List.of(newColumnNames), Map.of(), maxRecordBytes);
    }

    /**
     * The same format with another name for a column, for files whose headers are not those of the record:
     * {@code rename("Kunden-Nr.", "customerId")}. When a file has another column of the new name, that one gets {@code
     * _original} after its name. A file whose header does not have the column is refused.
     *
     * @param inHeader the name in the header: exactly, or else without regard to case
     * @param newName the name to use in its place, in any form that names the component of the record
     * @return the changed copy; this format stays as it is
     * @throws IllegalArgumentException when the file has no header, or another column has the new name already
     */
    public CsvFormat rename(String inHeader, String newName) {
        Map<String, String> more = new LinkedHashMap<>(renames);
        more.put(inHeader, newName);
        return new CsvFormat(delimiter, quote, charset, header, columnNames, more, maxRecordBytes);
    }

    /** The names of a header as they are to be used. */
    List<String> renamed(List<String> names, String source) {
        List<String> changed = new ArrayList<>(names);
        Set<Integer> chosen = new HashSet<>();
        renames.forEach((inHeader, newName) -> {
            int column = names.indexOf(inHeader);
            for (int i = 0; i < names.size() && column < 0; i++) {
                column = names.get(i).strip().equalsIgnoreCase(inHeader.strip()) ? i : column;
            }
            if (column < 0) {
                throw CsvErrors.noSuchColumn(source, inHeader, names);
            }
            if (!chosen.add(column)) {
                throw CsvErrors.renamedTwice(source, names.get(column));
            }
            changed.set(column, newName);
        });
        for (int i = 0; i < changed.size(); i++) {
            String name = changed.get(i);
            if (!chosen.contains(i)
                    && renames.values().stream()
                            .anyMatch(taken -> Binding.normalise(taken).equals(Binding.normalise(name)))) {
                changed.set(i, name + "_original");
            }
        }
        return List.copyOf(changed);
    }

    /**
     * The same format with another length, in bytes of UTF-8, beyond which a record is malformed.
     *
     * @param newMaxRecordBytes in bytes, from 1 to 536,870,912
     * @return the changed copy; this format stays as it is
     */
    public CsvFormat maxRecordBytes(int newMaxRecordBytes) {
        return new CsvFormat(delimiter, quote, charset, header, columnNames, renames, newMaxRecordBytes);
    }
}
