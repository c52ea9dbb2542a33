package dev.lakehouse4j.medallion.ingest;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Parquet files of anybody. */
public final class ParquetSource implements Source {

    private static final String FOLDER_GLOB = "*.parquet";

    private final SourcePath path;

    private ParquetSource(SourcePath path) {
        this.path = path;
    }

    /**
     * All Parquet files of a folder, one file, or those that a glob matches.
     *
     * @param path a folder (its files named {@code *.parquet}), a file, or a path whose last elements hold
     *     {@code *}, {@code ?}, {@code [} or <code>&#123;</code> as in {@code Path.of("in/2018-*.parquet")}
     * @return the source
     */
    public static ParquetSource of(Path path) {
        return new ParquetSource(SourcePath.of(path, FOLDER_GLOB));
    }

    /**
     * The same source narrowed to certain files of its folder.
     *
     * @param nameOrGlob a file name such as {@code orders.parquet}, or a glob such as <code>2018/**.parquet</code>, relative to the
     *     folder
     * @return the changed copy; this source stays as it is
     */
    public ParquetSource named(String nameOrGlob) {
        return new ParquetSource(path.named(Objects.requireNonNull(nameOrGlob, "nameOrGlob")));
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
