package dev.lakehouse4j.core;

import static dev.lakehouse4j.core.catalog.Privilege.CREATE;
import static dev.lakehouse4j.core.catalog.Privilege.SELECT;
import static dev.lakehouse4j.core.catalog.Privilege.USE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables stay in keeping with the catalog: no table takes the name of a view, and no column outgrows its mask. */
class TableFitTest {

    record Total(@Key int id, long total) {}

    record Person(@Key int id, String ssn, int age) {}

    record WithNumber(@Key int id, long ssn, int age) {}

    record WithoutSsn(@Key int id, String social, int age) {}

    record WithLongAge(@Key int id, String ssn, long age) {}

    record WithMore(
            @Key int id, String ssn, int age, @Nullable String mail) {}

    private static final TableRef<Gold, Total> TOTALS = TableRef.gold("totals", Total.class);
    private static final TableRef<Silver, Person> PEOPLE = TableRef.silver("people", Person.class);

    @TempDir
    Path folder;

    private Lakehouse lake;
    private Principal ana;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(PEOPLE).append(List.of(new Person(1, "123", 30), new Person(2, "456", 40)));
        ana = lake.catalog().createUser("ana");
        lake.catalog().grant(List.of(USE, SELECT), Securable.catalog(), ana);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static void refused(String message, ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("Cannot ")
                .hasMessageContaining(message);
    }

    @Test
    void noTableTakesTheNameOfAViewOnAnyWay() throws IOException {
        lake.catalog().createView("gold.totals", "select id, 1 as total from silver.people");
        lake.catalog().grant(List.of(USE, CREATE), Securable.schema("gold"), ana);
        Query query = lake.bind("select id, cast(age as bigint) as total from silver.people");
        String why = "there is a view of that name";

        for (Lakehouse session : List.of(lake, lake.as(ana))) {
            refused(why, () -> session.table(TOTALS).append(List.of(new Total(1, 1))));
            refused(why, () -> session.table(TOTALS).append(query, WriteOptions.defaults()));
            refused(why, () -> session.table(TOTALS).overwrite(query, WriteOptions.defaults()));
            refused(why, () -> session.table(TOTALS).upsert(List.of(new Total(1, 1))));
            refused(why, () -> {
                List<DataFile> files = session.engine()
                        .write(query.sql(), query.relations(), session.folder("gold.totals"), TOTALS.schema());
                session.store()
                        .commit(
                                session.folder("gold.totals"),
                                Change.create("APPEND", TOTALS.schema()).adding(files));
            });
        }
        assertThat(lake.tables()).containsExactly("silver.people");
        assertThat(lake.query("select total from gold.totals").nextBatch()).isTrue();

        refused("there is a table of that name", () -> lake.catalog().createView("silver.people", "select 1 as x"));
        lake.catalog().dropView("gold.totals");
        lake.table(TOTALS).append(List.of(new Total(1, 1)));
        assertThat(lake.table(TOTALS).count()).isEqualTo(1);
    }

    private <R extends Record> ThrowingCallable become(Class<R> type, String sql) {
        TableRef<Silver, R> changed = TableRef.silver("people", type);
        return () -> lake.table(changed)
                .overwrite(lake.bind(sql), WriteOptions.defaults().replacingSchema());
    }

    private static final String NUMBERS = "select id, cast(ssn as bigint) as ssn, age from silver.people";
    private static final String RENAMED = "select id, ssn as social, age from silver.people";

    @Test
    void aMaskedColumnKeepsATypeThatTheMaskFits() throws Throwable {
        lake.catalog().mask("silver.people", "ssn", "left(value, 1) || '***'");
        Object files = dataFiles();

        refused("the mask «left(value, 1) || '***'» would not fit column ssn", become(WithNumber.class, NUMBERS));
        refused("ALTER TABLE silver.people ALTER COLUMN ssn SET MASK", become(WithNumber.class, NUMBERS));
        assertThat(dataFiles()).as("nothing is left behind").isEqualTo(files);
        assertThat(seen("select ssn from silver.people where id = 1")).isEqualTo("1***");

        lake.catalog().mask("silver.people", "ssn", "null");
        become(WithNumber.class, NUMBERS).call();
        assertThat(seen("select ssn from silver.people where id = 1")).isEqualTo("null");
    }

    @Test
    void aMaskedColumnDoesNotGoUnderAnotherName() throws Throwable {
        lake.catalog().tag("silver.people", "ssn", "pii", "");
        lake.catalog().maskTag("pii", "'***'");

        refused("column ssn, which has the mask «'***'», would be gone", become(WithoutSsn.class, RENAMED));
        lake.catalog().untag("silver.people", "ssn", "pii");
        become(WithoutSsn.class, RENAMED).call();
        assertThat(seen("select social from silver.people where id = 1")).isEqualTo("123");
    }

    @Test
    void aColumnOfARowFilterStays() {
        lake.catalog().rowFilter("silver.people", "ssn = '123'");

        refused("the row filter «ssn = '123'» would not fit", become(WithoutSsn.class, RENAMED));
        assertThat(seen("select count(*) from silver.people")).isEqualTo("1");
    }

    @Test
    void whatFitsPasses() {
        lake.catalog().mask("silver.people", "age", "value // 10 * 10");
        lake.table(TableRef.silver("people", WithMore.class)).append(List.of(new WithMore(3, "7", 55, "x")));
        assertThat(seen("select max(age) from silver.people")).isEqualTo("50");

        lake.table(TableRef.silver("people", WithLongAge.class)).append(List.of(new WithLongAge(4, "8", 77)));
        assertThat(seen("select max(age) from silver.people")).isEqualTo("70");
    }

    @Test
    void aTableThatIsMadeAnewFitsWhatWasSaidOfTheOldOne() throws IOException {
        lake.catalog().mask("silver.people", "ssn", "'***'");
        delete(lake.folder("silver.people"));

        refused(
                "Cannot create table silver.people with these columns",
                () -> lake.table(TableRef.silver("people", WithNumber.class))
                        .append(List.of(new WithNumber(1, 123, 30))));
        lake.table(PEOPLE).append(List.of(new Person(1, "123", 30)));
        assertThat(seen("select ssn from silver.people")).isEqualTo("***");
    }

    @Test
    void functionsOfTheApplicationAreNoPartOfAMask() {
        lake.engine()
                .register(ScalarFunction.named("shout")
                        .parameter("text", ColumnType.Primitive.STRING)
                        .returning(ColumnType.Primitive.STRING, (rows, statement) -> List.of()));

        refused(
                "uses the function shout, which an application added",
                () -> lake.catalog().mask("silver.people", "ssn", "shout(value)"));
    }

    /** Other writers of the table ask nobody. */
    @Test
    void aMaskedColumnThatAnotherWriterRenamedClosesTheTable() {
        lake.catalog().mask("silver.people", "ssn", "'***'");
        TableSchema renamed = TableSchema.of(WithoutSsn.class);
        DeltaTableStore store = new DeltaTableStore();
        Query query = lake.bind(RENAMED);
        List<DataFile> files =
                lake.engine().write(query.sql(), query.relations(), lake.folder("silver.people"), renamed);
        Change change = Change.of("OVERWRITE", lake.snapshot("silver.people"));
        store.commit(
                lake.folder("silver.people"),
                change.withSchema(renamed)
                        .removing(lake.snapshot("silver.people").files())
                        .adding(files));

        assertThatThrownBy(() -> seen("select * from silver.people"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("a mask of it cannot be applied");
        assertThat(lake.as(ana).seesAll("silver.people")).isFalse();
        assertThat(lake.query("select social from silver.people").nextBatch()).isTrue();
    }

    private String seen(String sql) {
        try (var result = lake.as(ana).query(sql)) {
            result.nextBatch();
            return String.valueOf(result.column(0).getObject(0));
        }
    }

    private List<Path> dataFiles() throws IOException {
        try (Stream<Path> files = Files.walk(lake.folder("silver.people"))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
