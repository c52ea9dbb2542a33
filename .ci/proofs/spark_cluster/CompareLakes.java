import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.commerce.Commerce;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Builds the same lake on the embedded engine and counts, per table, the rows that differ; doubles count with twelve digits. */
public final class CompareLakes {

    private static final Set<String> OF_THE_RUN = Set.of("_ingested_at", "_quarantined_at");

    public static void main(String[] arguments) {
        long different = 0;
        try (Lakehouse embedded = Lakehouse.open(Path.of(arguments[1]));
                Lakehouse spark = Lakehouse.open(Path.of(arguments[2]))) {
            Commerce.from(Path.of(arguments[0])).pipeline().run(embedded).orThrow();
            if (!embedded.tables().equals(spark.tables())) {
                System.out.println("tables differ: " + embedded.tables() + " and " + spark.tables());
                System.exit(1);
            }
            for (String table : embedded.tables()) {
                TableSnapshot left = embedded.snapshot(table);
                TableSnapshot right = spark.snapshot(table);
                long rows = only(embedded, left, right) + only(embedded, right, left)
                        + (left.schema().equals(right.schema()) ? 0 : 1);
                System.out.println(table + " " + left.rowCount() + " rows, differing " + rows);
                different += rows;
            }
        }
        System.exit(different == 0 ? 0 : 1);
    }

    private static long only(Lakehouse lake, TableSnapshot of, TableSnapshot without) {
        String columns = of.schema().columns().stream()
                .filter(column -> !OF_THE_RUN.contains(column.name()))
                .map(CompareLakes::comparable)
                .collect(Collectors.joining(", "));
        String sql = "select count(*) as n from (select " + columns + " from a except all select " + columns + " from b)";
        try (QueryResult result =
                lake.engine().query(sql, Map.of("a", new Relation.Snapshot(of), "b", new Relation.Snapshot(without)))) {
            result.nextBatch();
            return result.column(0).getLong(0);
        }
    }

    private static String comparable(Column column) {
        String name = Sql.identifier(column.name());
        return column.type() == Primitive.DOUBLE ? "printf('%.9e', " + name + ")" : name;
    }
}
