package dev.lakehouse4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.TableSchema;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.internal.util.Utils;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables on another file system of Java than the disks of this machine, here a ZIP file; and addresses of object stores. */
class OtherFileSystemTest {

    record Item(String id, int count) {}

    private static final TableSchema SCHEMA = TableSchema.of(Item.class);

    @TempDir
    Path folder;

    private FileSystem zip;
    private Path table;

    @BeforeEach
    void open() throws Exception {
        zip = FileSystems.newFileSystem(folder.resolve("lake.zip"), Map.of("create", "true"));
        table = Files.createDirectory(zip.getPath("/items"));
    }

    @AfterEach
    void close() throws Exception {
        zip.close();
    }

    private List<DataFile> rows(String... ids) {
        try (ParquetRowWriter writer = ParquetRowWriter.open(table, SCHEMA)) {
            RecordRows rows = new RecordRows(Item.class, SCHEMA);
            for (String id : ids) {
                writer.write(rows.with(new Item(id, 1)));
            }
            return writer.finish();
        }
    }

    @Test
    void aTableIsCommittedReadAndVerified() {
        DeltaTableStore store = new DeltaTableStore();
        store.commit(table, Change.create("CREATE", SCHEMA).adding(rows("a", "b")));
        TableSnapshot first = store.latest(table).orElseThrow();
        store.commit(table, Change.of("APPEND", first).adding(rows("c")).asBlindAppend());

        TableSnapshot newest = new DeltaTableStore().latest(table).orElseThrow();
        assertThat(newest.version()).isEqualTo(1);
        assertThat(newest.rowCount()).isEqualTo(3);
        assertThat(newest.schema()).isEqualTo(SCHEMA);
        assertThat(DataFile.written(table, newest.files().get(0).resolve(table), SCHEMA)
                        .rowCount())
                .isPositive();
        assertThat(store.history(table)).extracting(Commit::operation).containsExactly("APPEND", "CREATE");
        assertThat(store.atVersion(table, 0).rowCount()).isEqualTo(2);
        assertThat(store.verify(table).damages()).isEmpty();
        assertThatThrownBy(() -> store.commit(table, Change.of("OVERWRITE", first)))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void aPutWhoseAnswerWasLostFindsItsOwnEntry() throws Exception {
        OutputFile entry = new LocalFileIO(zip).newOutputFile("/items/00000000000000000007.json");

        entry.writeAtomically(Utils.singletonCloseableIterator("{\"commitInfo\":{\"txnId\":\"1\"}}"), false);
        entry.writeAtomically(Utils.singletonCloseableIterator("{\"commitInfo\":{\"txnId\":\"1\"}}"), false);

        assertThatThrownBy(() -> entry.writeAtomically(
                        Utils.singletonCloseableIterator("{\"commitInfo\":{\"txnId\":\"2\"}}"), false))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void theEmbeddedEngineSaysThatItReachesDisksAlone() {
        assertThatThrownBy(() -> Lakehouse.open(zip.getPath("/lake")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("the embedded engine works on local disks")
                .hasMessageContaining("SparkEngine.on(session)");
        SqlEngine engine = DuckDbEngine.open(EngineSettings.defaults());
        assertThatThrownBy(() -> Lakehouse.open(zip.getPath("/lake"), engine))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("does not reach the file system");
        assertThatThrownBy(() ->
                        Lakehouse.open(URI.create("s3a://bucket/lake"), DuckDbEngine.open(EngineSettings.defaults())))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("Cannot use s3a://bucket/lake")
                .hasMessageContaining("SparkEngine.on(session)")
                .hasMessageContaining("copy the files to this machine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/lake",
                "s3a://bucket/lake",
                "abfss://box@account.dfs.core.windows.net/lake",
                "gs://bucket/lake"
            })
    void anAddressThatIsGivenAsAPathIsNoFolder(String address) {
        assertThatThrownBy(() -> Lakehouse.open(Path.of(address)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("Cannot open the lake " + address)
                .hasMessageContaining("Lakehouse.open(URI.create(\"" + address + "\")");
        assertThat(Path.of(address.substring(0, address.indexOf(':') + 1))).doesNotExist();
    }

    @Test
    void aFolderOfThisMachineMayBeGivenAsAnAddress() {
        try (Lakehouse lake =
                Lakehouse.open(folder.resolve("lake").toUri(), DuckDbEngine.open(EngineSettings.defaults()))) {
            assertThat(lake.root()).isEqualTo(folder.resolve("lake").toAbsolutePath());
        }
    }
}
