package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the queries of the report; a query that cannot be answered says why and leaves the others alone. */
final class LakeReader {

    private static final Logger LOG = LoggerFactory.getLogger(LakeReader.class);
    private static final Pattern TABLE = Pattern.compile("\\b(?:bronze|silver|gold)\\.[a-z][a-z0-9_]*");

    private final Lakehouse lake;

    LakeReader(Lakehouse lake) {
        this.lake = lake;
    }

    /** The answer to a query of the folder {@code queries}. */
    Answer ask(String name) {
        String sql = Resource.text("queries/" + name + ".sql").strip();
        Query query;
        try {
            query = lake.bind(sql);
        } catch (TableNotFoundException | AccessDeniedException e) {
            return new Answer.NoTable(missing(sql));
        }
        try {
            List<Row> rows = rows(query);
            return rows.isEmpty() ? new Answer.Empty() : new Answer.Rows(rows, source(sql, query));
        } catch (LakehouseException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            LOG.warn("The report goes without {}: {}", name, why);
            return new Answer.Failed(why);
        }
    }

    private String missing(String sql) {
        List<String> known = lake.tables().stream()
                .filter(table -> lake.may(Privilege.SELECT, Securable.table(table)))
                .toList();
        Matcher matcher = TABLE.matcher(sql);
        while (matcher.find()) {
            if (!known.contains(matcher.group())) {
                return matcher.group();
            }
        }
        return "?";
    }

    private List<Row> rows(Query query) {
        List<Row> rows = new ArrayList<>();
        try (QueryResult result = lake.engine().query(query.sql(), query.relations())) {
            List<String> names = result.columns().stream().map(Column::name).toList();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    for (int column = 0; column < names.size(); column++) {
                        values.put(names.get(column), result.column(column).getObject(row));
                    }
                    rows.add(new Row(values));
                }
            }
        }
        return rows;
    }

    private static Source source(String sql, Query query) {
        Map<String, Long> versions = new TreeMap<>();
        query.relations().forEach((table, relation) -> {
            if (relation instanceof Relation.Snapshot data) {
                versions.put(table, data.snapshot().version());
            }
        });
        return Source.of(sql, versions);
    }
}
