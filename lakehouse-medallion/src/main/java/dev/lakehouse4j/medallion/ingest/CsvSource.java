package dev.lakehouse4j.medallion.ingest;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Delimited text files, plain or compressed (gzip, zip, Zstandard), as in {@code
 * CsvSource.of(folder).named("orders.csv").format(CsvFormat.standard().delimiter(';'))}.
 */
public final class CsvSource implements Source {

    private static final String FOLDER_GLOB = "*.{csv,tsv,txt,csv.gz,tsv.gz,txt.gz,csv.zip,csv.zst}";

    private final SourcePath path;
    private final CsvFormat format;

    private CsvSource(SourcePath path, CsvFormat format) {
        this.path = path;
        this.format = format;
    }

    /**
     * All delimited files of a folder, one file, or those that a glob matches.
     *
     * @param path a folder (its files named {@code *.{csv,tsv,txt,csv.gz,tsv.gz,txt.gz,csv.zip,csv.zst}}), a file, or a path whose last elements hold
     *     {@code *}, {@code ?}, {@code [} or <code>&#123;</code> as in {@code Path.of("in/2018-*.csv")}
     * @return the source
     */
    public static CsvSource of(Path path) {
        return new CsvSource(SourcePath.of(path, FOLDER_GLOB), CsvFormat.standard());
    }

    /**
     * The same source narrowed to certain files of its folder.
     *
     * @param nameOrGlob a file name such as {@code orders.csv}, or a glob such as <code>2018/**.csv</code>, relative to the
     *     folder
     * @return the changed copy; this source stays as it is
     */
    public CsvSource named(String nameOrGlob) {
        return new CsvSource(path.named(Objects.requireNonNull(nameOrGlob, "nameOrGlob")), format);
    }

    /**
     * The same source written in another format.
     *
     * @param newFormat how the files are written
     * @return the changed copy; this source stays as it is
     */
    public CsvSource format(CsvFormat newFormat) {
        return new CsvSource(path, Objects.requireNonNull(newFormat, "newFormat"));
    }

    /**
     * How the files are written.
     *
     * @return the format
     */
    public CsvFormat format() {
        return format;
    }

    @Override
    public List<SourceFile> files() {
        return path.files();
    }

    @Override
    public SourceLocation location() {
        return path.location();
    }

    @Override
    public String describe() {
        return path.describe();
    }

    @Override
    public String toString() {
        return describe();
    }
}
