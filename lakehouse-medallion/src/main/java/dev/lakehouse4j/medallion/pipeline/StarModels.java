package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.medallion.model.ModelCheck;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.star.StarCheck;
import dev.lakehouse4j.medallion.star.StarSchema;
import dev.lakehouse4j.medallion.star.StarTable;
import java.util.ArrayList;
import java.util.List;

/** The tables of a star schema as models of a pipeline. */
public final class StarModels {

    private StarModels() {}

    /**
     * Makes a model of each table.
     *
     * @param schema the star schema
     * @return dimensions first, then facts
     */
    public static List<SqlModel<Gold, ?>> of(StarSchema schema) {
        List<SqlModel<Gold, ?>> models = new ArrayList<>();
        for (StarTable<?> table : schema.tables()) {
            models.add(model(table));
        }
        return models;
    }

    private static <R extends Record> SqlModel<Gold, R> model(StarTable<R> table) {
        SqlModel<Gold, R> model = SqlModel.gold(table.table())
                .reads(table.inputs())
                .sql(table.sql())
                .check(table.checks().stream().map(StarModels::check).toList());
        return table.readsItself() ? model.readingItself() : model;
    }

    private static ModelCheck check(StarCheck check) {
        return new ModelCheck(
                check.name(),
                check.description(),
                check.severity() == StarCheck.Severity.FAIL,
                check.countSql(),
                check.examplesSql(),
                check.boundSql());
    }
}
