package dev.lakehouse4j.core;

import static dev.lakehouse4j.core.catalog.Privilege.MODIFY;
import static dev.lakehouse4j.core.catalog.Privilege.SELECT;
import static dev.lakehouse4j.core.catalog.Privilege.USE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.FunctionFactory;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in to a lake, by reflection: a public method of the classes below that nobody has put in the list of probes fails
 * this test, and so does a probe that shows a value that is hidden.
 */
class WaysInTest {

    record Person(@Key int id, String region, String name, String ssn, long salary) {}

    private static final TableRef<Silver, Person> PEOPLE = TableRef.silver("people", Person.class);
    private static final TableRef<Silver, Person> SECRET = TableRef.silver("secret", Person.class);

    private static final String CANARY = "canary";
    private static final String NUMBER = "77700077";

    @TempDir
    static Path folder;

    private static Lakehouse lake;
    private static TableSnapshot people;
    private static TableSnapshot secret;
    private static final Map<String, Lakehouse> SESSIONS = new LinkedHashMap<>();

    /** Everything that is hidden from the sessions holds a canary; what may be seen does not. */
    @BeforeAll
    static void fill() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(PEOPLE)
                .append(List.of(
                        new Person(1, "north", "ann", CANARY + "-ssn-1", 7_770_007_701L),
                        new Person(2, "south", CANARY + "-name-2", CANARY + "-ssn-2", 7_770_007_702L)));
        lake.table(PEOPLE).append(List.of(new Person(3, "west", CANARY + "-gone", "", 0)));
        lake.table(PEOPLE).deleteWhere("name = '" + CANARY + "-gone'");
        lake.table(SECRET)
                .append(List.of(new Person(1, "south", CANARY + "-secret", CANARY + "-ssn-3", 7_770_007_703L)));
        people = lake.snapshot("silver.people");
        secret = lake.snapshot("silver.secret");
        Catalog catalog = lake.catalog();
        catalog.grant(USE, Securable.schema("silver"), catalog.createUser("filtered"));
        catalog.grant(USE, Securable.schema("silver"), catalog.createUser("masked"));
        catalog.createUser("nobody");
        Principal filtered = new Principal.User("filtered");
        Principal masked = new Principal.User("masked");
        catalog.grant(List.of(SELECT, MODIFY), Securable.table("silver.people"), filtered);
        catalog.grant(List.of(SELECT, MODIFY), Securable.table("silver.people"), masked);
        catalog.rowFilter("silver.people", "region = 'north' or current_user() = 'masked'");
        catalog.mask("silver.people", "ssn", "'***'");
        catalog.mask("silver.people", "salary", "0");
        catalog.mask("silver.people", "name", "case when region = 'north' then value end");
        SESSIONS.put("nobody", lake.as(new Principal.User("nobody")));
        SESSIONS.put("filtered", lake.as(filtered));
        SESSIONS.put("masked", lake.as(masked));
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    /** A way in: what it gave as text, or null when it gave nothing to look at. */
    @FunctionalInterface
    private interface Probe {
        @Nullable
        Object in(Lakehouse session) throws Exception;
    }

    private static final List<String> SHARP = List.of(
            "snapshot(String)",
            "query(String)",
            "sql(String,Class)",
            "bind(String)",
            "snapshot()",
            "rows()",
            "rows(String)",
            "arrow(BufferAllocator)",
            "history()",
            "asOf(long)",
            "query(String,Map)",
            "arrow(String,Map,BufferAllocator)",
            "latest(Path)",
            "atVersion(Path,long)",
            "history(Path)");

    private static final String ALL = "select * from silver.people";
    private static final String HIDDEN = "select * from silver.secret";
    private static final String ORACLE = "select cast(name as int) from silver.people where id > 0";

    private static Object each(Callable<?>... probes) {
        return Arrays.stream(probes).map(WaysInTest::text).collect(Collectors.joining("\n"));
    }

    private static Table<Silver, Person> people(Lakehouse session) {
        return session.table(PEOPLE);
    }

    private static Map<String, Relation> bound() {
        return Map.of(
                "silver.people", new Relation.Snapshot(people),
                "silver.secret", new Relation.Snapshot(secret));
    }

    private static Map<String, Probe> lakehouseProbes() {
        Map<String, Probe> probes = new LinkedHashMap<>();
        probes.put(
                "as(Principal)",
                s -> each(
                        () -> s.as(new Principal.Owner()).query(HIDDEN),
                        () -> s.as(new Principal.User("masked")).query(ALL)));
        probes.put("principal()", Lakehouse::principal);
        probes.put(
                "catalog()",
                s -> each(
                        () -> s.catalog().objects(),
                        () -> s.catalog().policies(),
                        () -> s.catalog().views(),
                        () -> s.catalog().as(new Principal.Owner()).objects()));
        probes.put("audit()", s -> each(() -> s.audit().events()));
        probes.put(
                "require(Privilege,Securable)",
                s -> each(() -> {
                    s.require(SELECT, Securable.table("silver.secret"));
                    return null;
                }));
        probes.put("may(Privilege,Securable)", s -> s.may(SELECT, Securable.table("silver.secret")));
        probes.put("seesAll(String)", s -> s.seesAll("silver.secret"));
        probes.put(
                "requireOutput(Path)",
                s -> each(() -> {
                    s.requireOutput(s.root().resolve("_catalog/00000000000000000009.json"));
                    throw new IllegalStateException("it may write to the catalog: " + CANARY);
                }));
        probes.put("root()", Lakehouse::root);
        probes.put("engine()", Lakehouse::engine);
        probes.put("store()", Lakehouse::store);
        probes.put(
                "table(TableRef)",
                s -> each(() -> s.table(SECRET).rows(), () -> s.table(PEOPLE).rows()));
        probes.put("tables()", Lakehouse::tables);
        probes.put("snapshot(String)", s -> each(() -> s.snapshot("silver.people"), () -> s.snapshot("silver.secret")));
        probes.put("folder(String)", s -> s.folder("silver.secret"));
        probes.put(
                "sql(String,Class)",
                s -> each(
                        () -> s.sql(ALL, Person.class),
                        () -> s.sql(HIDDEN, Person.class),
                        () -> s.sql(ORACLE, Person.class)));
        probes.put("query(String)", s -> each(() -> s.query(ALL), () -> s.query(HIDDEN), () -> s.query(ORACLE)));
        probes.put(
                "execute(String)",
                s -> each(
                        () -> s.execute("show grants on table silver.secret"),
                        () -> s.execute("describe silver.people"),
                        () -> s.execute("describe silver.secret")));
        probes.put("explain(String)", s -> each(() -> s.explain(ALL), () -> s.explain(HIDDEN)));
        probes.put("bind(String)", s -> each(() -> s.bind(ALL), () -> s.bind(HIDDEN)));
        probes.put("close()", s -> null);
        probes.put(
                "lineageStore()",
                s -> each(
                        () -> s.lineageStore().read(),
                        () -> s.lineageStore().read(name -> true),
                        () -> s.lineageStore().isRecorded("pipeline", "x")));
        probes.put("lineage()", s -> s.lineage().tables());
        return probes;
    }

    private static Map<String, Probe> tableProbes() {
        Map<String, Probe> probes = new LinkedHashMap<>();
        Person fresh = new Person(9, "north", "new", "s", 1);
        List<DataFile> files = people.files();
        Query all = new Query(ALL, bound());
        probes.put("ref()", s -> people(s).ref());
        probes.put(
                "exists()",
                s -> each(() -> people(s).exists(), () -> s.table(SECRET).exists()));
        probes.put(
                "snapshot()",
                s -> each(() -> people(s).snapshot(), () -> s.table(SECRET).snapshot()));
        probes.put("schema()", s -> each(() -> people(s).schema()));
        probes.put("append(Iterable)", s -> each(() -> s.table(SECRET).append(List.of(fresh))));
        probes.put("append(Stream)", s -> each(() -> s.table(SECRET).append(Stream.of(fresh))));
        probes.put(
                "append(Query,WriteOptions)",
                s -> each(() -> people(s).append(new Query(HIDDEN, bound()), WriteOptions.defaults())));
        probes.put(
                "append(List,WriteOptions)",
                s -> each(
                        () -> people(s).append(secret.files(), WriteOptions.defaults()),
                        () -> people(s).append(files, WriteOptions.defaults())));
        probes.put("append(ArrowReader)", s -> null);
        probes.put("overwrite(Iterable)", s -> each(() -> people(s).overwrite(List.of(fresh))));
        probes.put("overwrite(Stream)", s -> each(() -> people(s).overwrite(Stream.of(fresh))));
        probes.put("overwrite(Query,WriteOptions)", s -> each(() -> people(s).overwrite(all, WriteOptions.defaults())));
        probes.put(
                "overwrite(List,WriteOptions)", s -> each(() -> people(s).overwrite(files, WriteOptions.defaults())));
        probes.put("stage(Stream)", s -> each(() -> s.table(SECRET).stage(Stream.of(fresh))));
        probes.put(
                "overwriteFrom(TableSnapshot,Stream)",
                s -> each(() -> people(s).overwriteFrom(people, Stream.of(fresh))));
        probes.put("upsert(Iterable)", s -> each(() -> people(s).upsert(List.of(fresh))));
        probes.put("upsert(Stream)", s -> each(() -> people(s).upsert(Stream.of(fresh))));
        probes.put("upsert(Query,WriteOptions)", s -> each(() -> people(s).upsert(all, WriteOptions.defaults())));
        probes.put("upsert(List,WriteOptions)", s -> each(() -> people(s).upsert(files, WriteOptions.defaults())));
        probes.put("deleteWhere(String)", s -> each(() -> people(s).deleteWhere("cast(name as int) > 0")));
        probes.put(
                "replaceWhere(String,List,WriteOptions)",
                s -> each(() -> people(s).replaceWhere("true", files, WriteOptions.defaults())));
        probes.put(
                "rows()",
                s -> each(() -> people(s).rows(), () -> s.table(SECRET).rows()));
        probes.put(
                "rows(String)",
                s -> each(
                        () -> people(s).rows("true"),
                        () -> people(s).rows("cast(name as int) > 0"),
                        () -> people(s).rows("1=1) or (1=1")));
        probes.put("arrow(BufferAllocator)", s -> each(() -> arrow(people(s)), () -> arrow(s.table(SECRET))));
        probes.put("count()", s -> each(() -> people(s).count()));
        probes.put("count(String)", s -> each(() -> people(s).count("cast(name as int) > 0")));
        probes.put(
                "history()",
                s -> each(() -> people(s).history(), () -> s.table(SECRET).history()));
        probes.put(
                "asOf(long)",
                s -> each(
                        () -> people(s).asOf(0).rows(), () -> people(s).asOf(0).snapshot()));
        probes.put(
                "asOf(Instant)", s -> each(() -> people(s).asOf(Instant.now()).rows()));
        probes.put("restore(long)", s -> each(() -> people(s).restore(0)));
        probes.put("optimize(String[])", s -> each(() -> people(s).optimize()));
        probes.put("vacuum(Duration)", s -> each(() -> people(s).vacuum(Duration.ZERO)));
        probes.put("verify()", s -> each(() -> people(s).verify()));
        probes.put("expire(Duration)", s -> each(() -> people(s).expire(Duration.ZERO)));
        return probes;
    }

    private static String arrow(Table<Silver, Person> table) throws Exception {
        StringBuilder rows = new StringBuilder();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = table.arrow(allocator)) {
            while (reader.loadNextBatch()) {
                rows.append(reader.getVectorSchemaRoot().contentToTSVString());
            }
        }
        return rows.toString();
    }

    private static ScalarFunction spy() {
        return ScalarFunction.named("spy")
                .parameter("text", ColumnType.Primitive.STRING)
                .returning(ColumnType.Primitive.STRING, (rows, statement) -> List.of());
    }

    private static Map<String, Probe> engineProbes() {
        Map<String, Probe> probes = new LinkedHashMap<>();
        probes.put(
                "register(SqlFunction)",
                s -> each(() -> {
                    s.engine().register(spy());
                    throw new IllegalStateException("it may register: " + CANARY);
                }));
        probes.put(
                "register(FunctionFactory)",
                s -> each(() -> {
                    s.engine().register((FunctionFactory) () -> List.of(spy()));
                    throw new IllegalStateException("it may register: " + CANARY);
                }));
        probes.put(
                "folder(URI)", s -> each(() -> s.engine().folder(secret.root().toUri())));
        probes.put("reaches(Path)", s -> each(() -> s.engine().reaches(secret.root())));
        probes.put("functions()", s -> s.engine().functions());
        probes.put("references(String)", s -> s.engine().references(HIDDEN));
        probes.put("syntaxTree(String)", s -> s.engine().syntaxTree(HIDDEN));
        probes.put("sql(String)", s -> s.engine().sql(s.engine().syntaxTree(HIDDEN)));
        probes.put(
                "describe(String,Map)",
                s -> each(
                        () -> s.engine().describe(ALL, bound()),
                        () -> s.engine().describe("select 1", Map.of())));
        probes.put("query(String,Map)", s -> {
            List<Callable<?>> calls = new ArrayList<>();
            for (Relation relation : relations()) {
                calls.add(() -> s.engine().query("select * from a.b", Map.of("a.b", relation)));
                calls.add(() -> s.engine()
                        .query(
                                "select max(ssn), count(*) from a.b where cast(name as int) > 0",
                                Map.of("a.b", relation)));
            }
            calls.add(
                    () -> s.engine().query("select * from read_parquet('" + people.root() + "/*.parquet')", Map.of()));
            return each(calls.toArray(Callable<?>[]::new));
        });
        probes.put(
                "arrow(String,Map,BufferAllocator)",
                s -> each(() -> {
                    try (BufferAllocator allocator = new RootAllocator();
                            ArrowReader reader = s.engine()
                                    .arrow(ALL, Map.of("silver.people", new Relation.Snapshot(people)), allocator)) {
                        reader.loadNextBatch();
                        return reader.getVectorSchemaRoot().contentToTSVString();
                    }
                }));
        probes.put(
                "write(String,Map,Path,TableSchema)",
                s -> each(
                        () -> s.engine().write(HIDDEN, bound(), people.root(), people.schema()),
                        () -> s.engine().write(ALL, Map.of(), folder.resolve("elsewhere"), people.schema()),
                        () -> s.engine()
                                .write(
                                        "select 1 as id",
                                        Map.of(),
                                        folder.resolve("lake/silver/secret"),
                                        people.schema())));
        probes.put("write(ArrowReader,Path,TableSchema)", s -> null);
        probes.put(
                "explain(String,Map)",
                s -> each(() -> s.engine().explain(ALL, Map.of("silver.people", new Relation.Snapshot(people)))));
        probes.put("close()", s -> {
            s.engine().close();
            return null;
        });
        return probes;
    }

    /** One of each kind of relation, made up to show what is hidden. */
    private static List<Relation> relations() {
        TableSchema schema = people.schema();
        TableSnapshot forged = new TableSnapshot(
                people.root(), people.version(), people.timestamp(), schema, secret.files(), Map.of(), List.of());
        DataFile outside = new DataFile("../secret/" + secret.files().get(0).logPath(), 1, 1, 1, Map.of(), Map.of());
        DataFile log = new DataFile("_delta_log/00000000000000000000.json", 1, 1, 1, Map.of(), Map.of());
        return List.of(
                new Relation.Snapshot(people),
                new Relation.Snapshot(secret),
                new Relation.Snapshot(forged),
                new Relation.Files(people.root(), people.files(), schema),
                new Relation.Files(secret.root(), secret.files(), schema),
                new Relation.Files(people.root(), List.of(outside), schema),
                new Relation.Files(people.root(), List.of(log), schema),
                new Relation.NamedFiles(people.root(), people.files(), schema),
                new Relation.Parquet(
                        people.files().stream()
                                .map(file -> file.resolve(people.root()))
                                .toList(),
                        schema),
                new Relation.Guarded(new Relation.Snapshot(secret), null, Map.of()),
                new Relation.View("gold.x", "select * from t", Map.of("t", new Relation.Snapshot(secret)), schema),
                new Relation.Values(schema, List.of()),
                new Relation.Empty(schema));
    }

    private static Map<String, Probe> storeProbes() {
        Map<String, Probe> probes = new LinkedHashMap<>();
        Path there = people.root();
        Path hidden = secret.root();
        probes.put(
                "exists(Path)",
                s -> each(() -> s.store().exists(hidden), () -> s.store().exists(folder)));
        probes.put(
                "latest(Path)",
                s -> each(() -> s.store().latest(there), () -> s.store().latest(hidden)));
        probes.put(
                "atVersion(Path,long)",
                s -> each(() -> s.store().atVersion(there, 0), () -> s.store().atVersion(hidden, 0)));
        probes.put(
                "atInstant(Path,Instant)",
                s -> each(
                        () -> s.store().atInstant(there, Instant.now()),
                        () -> s.store().atInstant(hidden, Instant.now())));
        probes.put(
                "history(Path,int)",
                s -> each(() -> s.store().history(there, 9), () -> s.store().history(hidden, 9)));
        probes.put(
                "history(Path)",
                s -> each(() -> s.store().history(there), () -> s.store().history(hidden)));
        probes.put(
                "commit(Path,Change)",
                s -> each(
                        () -> s.store()
                                .commit(there, Change.of("APPEND", people).adding(secret.files())),
                        () -> s.store()
                                .commit(there, Change.of("REMOVE", people).removing(people.files())),
                        () -> s.store()
                                .commit(hidden, Change.of("REMOVE", secret).removing(secret.files())),
                        () -> s.store().commit(folder.resolve("x"), Change.create("CREATE", people.schema())),
                        () -> s.store()
                                .commit(
                                        there,
                                        Change.of("CHECK", people)
                                                .withSchema(new TableSchema(
                                                        people.schema().columns(),
                                                        List.of("id"),
                                                        List.of(
                                                                "(select count(*) from read_text('/etc/hostname')) > 0"),
                                                        null)))));
        probes.put("transactionVersion(Path,String)", s -> each(() -> s.store().transactionVersion(hidden, "a")));
        probes.put("transactionVersions(Path)", s -> each(() -> s.store().transactionVersions(hidden)));
        probes.put(
                "vacuum(Path,Duration)",
                s -> each(
                        () -> s.store().vacuum(there, Duration.ZERO),
                        () -> s.store().vacuum(folder, Duration.ZERO)));
        probes.put(
                "purge(Path)",
                s -> each(() -> s.store().purge(there), () -> s.store().purge(hidden)));
        probes.put(
                "expire(Path,Duration)",
                s -> each(
                        () -> s.store().expire(there, Duration.ZERO),
                        () -> s.store().expire(hidden, Duration.ZERO)));
        probes.put(
                "verify(Path)",
                s -> each(() -> s.store().verify(there), () -> s.store().verify(hidden)));
        return probes;
    }

    @Test
    void everyPublicMethodOfALakehouseIsProbed() {
        probe(Lakehouse.class, lakehouseProbes());
    }

    @Test
    void everyPublicMethodOfATableIsProbed() {
        probe(Table.class, tableProbes());
    }

    @Test
    void everyMethodOfTheEngineIsProbed() {
        probe(SqlEngine.class, engineProbes());
    }

    @Test
    void everyMethodOfTheStoreIsProbed() {
        probe(TableStore.class, storeProbes());
    }

    @Test
    void everyKindOfRelationIsProbed() {
        assertThat(relations().stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Relation.class.getPermittedSubclasses());
    }

    @Test
    void theAuditHoldsNoValues() throws Exception {
        Lakehouse session = SESSIONS.get("filtered");
        text(() -> session.query("select * from silver.people where name = '" + CANARY + "-name-2'"));
        text(() -> session.table(PEOPLE).rows("ssn = '" + CANARY + "-ssn-1'"));
        String audit = text(() -> lake.query("select * from system.audit where principal = 'user filtered'"));
        assertThat(audit).contains("silver.people").doesNotContain(CANARY);
    }

    private static void probe(Class<?> type, Map<String, Probe> probes) {
        TreeSet<String> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && !method.isSynthetic())
                .map(WaysInTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(probes.keySet())).as("ways in through " + type).isEqualTo(methods);
        // The probes are sharp: what is hidden shows where nobody hides it.
        SHARP.stream()
                .filter(probes::containsKey)
                .forEach(method -> assertThat(text(() -> probes.get(method).in(lake)))
                        .as(method)
                        .contains(CANARY));
        SESSIONS.forEach((name, session) -> probes.forEach((method, probe) -> {
            String shown = text(() -> probe.in(session));
            assertThat(shown.toLowerCase(Locale.ROOT))
                    .as(name + ": " + method)
                    .doesNotContain(CANARY)
                    .doesNotContain(NUMBER);
        }));
        assertThat(lake.table(PEOPLE).rows()).hasSize(2);
        assertThat(lake.table(SECRET).rows()).hasSize(1);
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    /** All that a call gives away: its result to the last row, or its error with every cause. */
    private static String text(Callable<?> call) {
        try {
            Object result = call.call();
            if (result instanceof Stream<?> stream) {
                try (stream) {
                    return stream.map(String::valueOf).collect(Collectors.joining("\n"));
                }
            } else if (result instanceof QueryResult rows) {
                try (rows) {
                    StringBuilder text = new StringBuilder();
                    while (rows.nextBatch()) {
                        for (int row = 0; row < rows.batchSize(); row++) {
                            for (int column = 0; column < rows.columns().size(); column++) {
                                text.append(rows.column(column).getObject(row)).append('|');
                            }
                        }
                    }
                    return text.toString();
                }
            }
            return String.valueOf(result);
        } catch (LakehouseException | IllegalStateException e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
