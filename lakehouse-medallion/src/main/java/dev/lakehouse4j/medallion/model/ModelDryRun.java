package dev.lakehouse4j.medallion.model;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.engine.SqlReferences;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks a model against its record without reading a row. */
public final class ModelDryRun {

    /** Table functions that are the same on every engine and reach no file. */
    private static final Set<String> ALLOWED_FUNCTIONS = Set.of("range", "unnest");

    private ModelDryRun() {}

    /**
     * Checks names, types and expectations of a model.
     *
     * @param engine the engine to check with
     * @param model the model
     * @throws QueryException when the query is wrong or names what the model does not declare
     * @throws SchemaException when the query's result does not fit the record
     */
    public static void check(SqlEngine engine, SqlModel<?, ?> model) {
        String name = model.table().fullName();
        Map<String, Relation> empty = new LinkedHashMap<>();
        for (TableRef<?, ?> input : model.inputs()) {
            empty.put(input.fullName(), new Relation.Empty(input.schema()));
        }
        if (model.readsItself()) {
            empty.put(model.previousName(), new Relation.Empty(model.table().schema()));
        }
        String sql = RunTime.bind(model.sql(), Instant.EPOCH);
        requireDeclared(name, engine.references(sql), empty.keySet(), engine.functions());
        List<Column> columns;
        try {
            columns = engine.describe(sql, empty);
        } catch (QueryException e) {
            throw new QueryException("Cannot build " + name + ": " + e.getMessage(), e);
        } catch (SchemaException e) {
            throw new SchemaException("Cannot build " + name + ": " + e.getMessage(), e);
        }
        SchemaEvolution.requireFits(
                "build " + name + " from its query", columns, model.table().schema(), true);
        checkExpectations(engine, model);
        if (!model.checks().isEmpty()) {
            Map<String, Relation> bound = new LinkedHashMap<>(empty);
            bound.put(name, new Relation.Empty(model.table().schema()));
            String all = model.checks().stream()
                    .map(check -> "(" + check.countSql() + ")")
                    .collect(Collectors.joining(", ", "select ", ""));
            engine.describe(all, bound);
        }
    }

    private static void requireDeclared(
            String model, SqlReferences references, Set<String> declared, Set<String> added) {
        List<String> problems = new ArrayList<>();
        for (String table : references.tables()) {
            if (!declared.contains(table)) {
                List<String> near = LakehouseErrors.nearest(table, declared);
                problems.add("its query names " + table + ", which it does not declare to read"
                        + (near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)"));
            }
        }
        for (String function : references.tableFunctions()) {
            if (!ALLOWED_FUNCTIONS.contains(function) && !added.contains(function)) {
                problems.add("its query calls the table function " + function
                        + ", which is not among the portable ones " + ALLOWED_FUNCTIONS
                        + " and was not added to the engine");
            }
        }
        if (!problems.isEmpty()) {
            throw new QueryException("Cannot build " + model + ": " + String.join("; ", problems)
                    + ". Declared inputs: " + declared + ". Add the table to reads(…), or take it out of the query.");
        }
    }

    private static void checkExpectations(SqlEngine engine, SqlModel<?, ?> model) {
        String rows = "model_rows";
        Map<String, Relation> bound =
                Map.of(rows, new Relation.Empty(model.table().schema()));
        if (allBoolean(engine, model.expectations(), bound)) {
            return;
        }
        for (Expectation expectation : model.expectations()) {
            try {
                List<Column> columns =
                        engine.describe("select (" + expectation.condition() + ") as kept from " + rows, bound);
                if (columns.get(0).type() != ColumnType.Primitive.BOOLEAN) {
                    throw new SchemaException("Cannot use the expectation " + expectation.name() + " of "
                            + model.table() + ": its condition is "
                            + columns.get(0).type()
                            + ", not boolean. Write a comparison.");
                }
            } catch (QueryException e) {
                throw new QueryException(
                        "Cannot use the expectation " + expectation.name() + " of " + model.table() + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }

    /** Checks all at once, which is the rule; when it fails, the caller looks for the one that is wrong. */
    private static boolean allBoolean(SqlEngine engine, List<Expectation> expectations, Map<String, Relation> bound) {
        if (expectations.isEmpty()) {
            return true;
        }
        String all = expectations.stream()
                .map(expectation -> "(" + expectation.condition() + ")")
                .collect(Collectors.joining(", ", "select ", " from model_rows"));
        try {
            return engine.describe(all, bound).stream()
                    .allMatch(column -> column.type() == ColumnType.Primitive.BOOLEAN);
        } catch (QueryException e) {
            return false;
        }
    }
}
