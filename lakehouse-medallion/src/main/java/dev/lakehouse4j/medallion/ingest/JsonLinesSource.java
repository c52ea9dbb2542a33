package dev.lakehouse4j.medallion.ingest;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Files with one JSON object a line, UTF-8, plain or compressed (gzip, zip, Zstandard). A record longer than 16 MiB is
 * malformed.
 */
public final class JsonLinesSource implements Source {

    private static final String FOLDER_GLOB = "*.{jsonl,ndjson,json,jsonl.gz,ndjson.gz,json.gz,jsonl.zip,jsonl.zst}";

    private final SourcePath path;

    private JsonLinesSource(SourcePath path) {
        this.path = path;
    }

    /**
     * All JSON lines files of a folder, one file, or those that a glob matches.
     *
     * @param path a folder (its files named {@code *.{jsonl,ndjson,json,jsonl.gz,ndjson.gz,json.gz,jsonl.zip,jsonl.zst}}), a file, or a path whose last elements hold
     *     {@code *}, {@code ?}, {@code [} or <code>&#123;</code> as in {@code Path.of("in/2018-*.jsonl")}
     * @return the source
     */
    public static JsonLinesSource of(Path path) {
        return new JsonLinesSource(SourcePath.of(path, FOLDER_GLOB));
    }

    /**
     * The same source narrowed to certain files of its folder.
     *
     * @param nameOrGlob a file name such as {@code orders.jsonl}, or a glob such as <code>2018/**.jsonl</code>, relative to the
     *     folder
     * @return the changed copy; this source stays as it is
     */
    public JsonLinesSource named(String nameOrGlob) {
        return new JsonLinesSource(path.named(Objects.requireNonNull(nameOrGlob, "nameOrGlob")));
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
