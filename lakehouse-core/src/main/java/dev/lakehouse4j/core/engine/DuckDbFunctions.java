package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.Sql;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBValue;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * The Java functions of an engine.
 *
 * <p>DuckDB knows each under a name of ours, once for all connections. A session sees it as a macro of its own catalog that
 * passes the session's name along: so a function knows which statement calls it, and a function that is registered anew
 * takes the place of the old one for later statements.
 */
final class DuckDbFunctions {

    /** Queries may not hold it: the functions are called through the macros alone. */
    static final String PREFIX = "lakehouse4j_java_";

    private final Map<String, Registered> functions = new ConcurrentHashMap<>();
    private final Map<String, DuckDbSession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();

    /** A function and its name inside DuckDB. */
    private record Registered(SqlFunction function, String internalName) {}

    /** DuckDB's own threads call back: they get here what they must not hold themselves. */
    interface Nested {
        QueryResult query(DuckDbSession session, String sql);

        List<Column> describe(DuckDbSession session, String sql);
    }

    // ---- registration and sessions
    // -----------------------------------------------------------------------------------

    void register(SqlFunction function, DuckDBConnection connection, Nested nested) throws SQLException {
        String internal = PREFIX + count.incrementAndGet() + "_" + function.name();
        if (function instanceof ScalarFunction scalar) {
            scalar(scalar, internal, connection);
        } else if (function instanceof TableFunction table) {
            table(table, internal, connection, nested);
        } else {
            throw new IllegalStateException("unreachable: " + function);
        }
        functions.put(function.name(), new Registered(function, internal));
    }

    Set<String> names() {
        return new TreeSet<>(functions.keySet());
    }

    /** The table function of that name, null when it is none of ours. */
    @Nullable
    TableFunction tableFunction(String name) {
        Registered found = functions.get(name.toLowerCase(Locale.ROOT));
        return found != null && found.function() instanceof TableFunction table ? table : null;
    }

    boolean hasTableFunctions() {
        return functions.values().stream().anyMatch(known -> known.function() instanceof TableFunction);
    }

    /** The macros that a statement needs. */
    List<String> macros(String catalog, String sql) {
        if (functions.isEmpty()) {
            return List.of();
        }
        String text = sql.toLowerCase(Locale.ROOT);
        return functions.values().stream()
                .filter(known -> text.contains(known.function().name()))
                .map(known -> macro(catalog, known))
                .toList();
    }

    private static String macro(String catalog, Registered known) {
        SqlFunction function = known.function();
        String parameters = function.parameters().stream()
                .map(parameter -> parameter.name() + (parameter.optional() ? " := null" : ""))
                .collect(Collectors.joining(", "));
        boolean table = function instanceof TableFunction;
        String arguments = function.parameters().stream()
                .map(parameter -> parameter.type().equals(FunctionParameter.TEXTS)
                        ? ", cast(to_json(" + parameter.name() + ") as varchar)"
                        : ", cast(" + parameter.name() + " as "
                                + (table ? "varchar" : parameter.type().sql()) + ")")
                .collect(Collectors.joining());
        return "create macro " + catalog + ".main." + function.name() + "(" + parameters + ") as "
                + (table ? "table select * from " : "") + known.internalName() + "(" + Sql.literal(catalog)
                + arguments + ")";
    }

    void open(String catalog, DuckDbSession session) {
        sessions.put(catalog, session);
    }

    void close(String catalog) {
        sessions.remove(catalog);
    }

    private DuckDbSession session(@Nullable String catalog) {
        DuckDbSession session = catalog == null ? null : sessions.get(catalog);
        if (session == null) {
            throw new QueryException("Cannot call a Java function outside of its statement. Call it by its own name.");
        }
        return session;
    }

    // ---- values
    // ------------------------------------------------------------------------------------------------------

    private void scalar(ScalarFunction function, String internal, DuckDBConnection connection) throws SQLException {
        List<FunctionParameter> parameters = function.parameters();
        try (DuckDBScalarFunctionBuilder builder = org.duckdb.DuckDBFunctions.scalarFunction()) {
            builder.withName(internal).withParameter(DuckDBColumnType.VARCHAR);
            for (FunctionParameter parameter : parameters) {
                builder.withParameter(type(parameter.type()));
            }
            // Volatile: not called by dry runs for calls with constants, as the planner else would.
            builder.withReturnType(type(function.result()))
                    .withVolatile()
                    .withVectorizedFunction((input, output) -> call(function, input, output))
                    .register(connection);
        }
    }

    private void call(ScalarFunction function, DuckDBDataChunkReader input, DuckDBWritableVector output) {
        int size = Math.toIntExact(input.rowCount());
        if (size == 0) {
            return;
        }
        StatementState state = session(input.vector(0).getString(0)).state();
        try {
            List<FunctionParameter> parameters = function.parameters();
            @Nullable Object[][] columns = new Object[parameters.size()][];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = read(input.vector(i + 1), parameters.get(i).type(), size);
            }
            List<? extends @Nullable Object> values = function.call(columns, size, state);
            for (int row = 0; row < size; row++) {
                write(output, row, function.result(), values.get(row));
            }
        } catch (RuntimeException e) {
            throw state.failed(function.name(), e);
        }
    }

    private static DuckDBColumnType type(ColumnType type) {
        if (type == Primitive.LONG) {
            return DuckDBColumnType.BIGINT;
        } else if (type == Primitive.INT) {
            return DuckDBColumnType.INTEGER;
        } else if (type == Primitive.DOUBLE) {
            return DuckDBColumnType.DOUBLE;
        } else if (type == Primitive.BOOLEAN) {
            return DuckDBColumnType.BOOLEAN;
        }
        return DuckDBColumnType.VARCHAR;
    }

    private static @Nullable Object[] read(DuckDBReadableVector vector, ColumnType type, int size) {
        @Nullable Object[] values = new Object[size];
        for (int row = 0; row < size; row++) {
            if (vector.isNull(row)) {
                values[row] = null;
            } else if (type == Primitive.LONG) {
                values[row] = vector.getLong(row);
            } else if (type == Primitive.DOUBLE) {
                values[row] = vector.getDouble(row);
            } else if (type == Primitive.BOOLEAN) {
                values[row] = vector.getBoolean(row);
            } else if (type.equals(FunctionParameter.TEXTS)) {
                values[row] = FunctionTexts.ofJson(vector.getString(row));
            } else {
                values[row] = vector.getString(row);
            }
        }
        return values;
    }

    private static void write(DuckDBWritableVector vector, int row, ColumnType type, @Nullable Object value) {
        if (value == null) {
            vector.setNull(row);
        } else if (type instanceof ColumnType.DecimalType) {
            vector.setBigDecimal(row, (BigDecimal) value);
        } else if (type instanceof Primitive primitive) {
            switch (primitive) {
                case STRING -> vector.setString(row, (String) value);
                case BOOLEAN -> vector.setBoolean(row, (Boolean) value);
                case BYTE -> vector.setByte(row, (Byte) value);
                case SHORT -> vector.setShort(row, (Short) value);
                case INT -> vector.setInt(row, (Integer) value);
                case LONG -> vector.setLong(row, (Long) value);
                case FLOAT -> vector.setFloat(row, (Float) value);
                case DOUBLE -> vector.setDouble(row, (Double) value);
                case DATE -> vector.setDate(row, (LocalDate) value);
                case TIMESTAMP -> vector.setOffsetDateTime(row, ((Instant) value).atOffset(ZoneOffset.UTC));
                case TIMESTAMP_NTZ -> vector.setTimestamp(row, (LocalDateTime) value);
                case BINARY -> throw new IllegalStateException("it gave bytes, which a function cannot return");
            }
        } else {
            throw new IllegalStateException("it gave a " + type + ", which a function cannot return");
        }
    }

    // ---- rows
    // --------------------------------------------------------------------------------------------------------

    private void table(TableFunction function, String internal, DuckDBConnection connection, Nested nested)
            throws SQLException {
        try (DuckDBTableFunctionBuilder builder = org.duckdb.DuckDBFunctions.tableFunction()) {
            builder.withName(internal).withParameter(DuckDBColumnType.VARCHAR);
            for (int i = 0; i < function.parameters().size(); i++) {
                builder.withParameter(DuckDBColumnType.VARCHAR);
            }
            builder.withFunction(new Rows(function, nested)).register(connection);
        }
    }

    /** Bound columns, and the state to report failures to. */
    private record BoundCall(TableFunction.Result result, StatementState state) {}

    /** Rows of a call and how many were handed on. */
    private static final class Cursor {
        private final List<@Nullable Object[]> rows;
        private int position;

        Cursor(List<@Nullable Object[]> rows) {
            this.rows = rows;
        }
    }

    private final class Rows implements DuckDBTableFunction<BoundCall, Cursor, Object> {

        private final TableFunction function;
        private final Nested nested;

        Rows(TableFunction function, Nested nested) {
            this.function = function;
            this.nested = nested;
        }

        @Override
        public BoundCall bind(DuckDBTableFunctionBindInfo info) throws SQLException {
            DuckDbSession session = session(text(info, 0));
            try {
                Map<String, String> arguments = new ConcurrentHashMap<>();
                for (int i = 0; i < function.parameters().size(); i++) {
                    String argument = text(info, i + 1);
                    if (argument != null) {
                        arguments.put(function.parameters().get(i).name(), argument);
                    }
                }
                TableFunction.Result result =
                        function.body().bind(new BoundArguments(function, arguments, session, nested));
                for (Column column : result.columns()) {
                    if (column.type() instanceof ColumnType.DecimalType decimal) {
                        try (DuckDBLogicalType type = DuckDBLogicalType.decimal(decimal.precision(), decimal.scale())) {
                            info.addResultColumn(column.name(), type);
                        }
                    } else {
                        info.addResultColumn(column.name(), resultType(column));
                    }
                }
                return new BoundCall(result, session.state());
            } catch (RuntimeException e) {
                throw session.state().failed(function.name(), e);
            }
        }

        @Override
        public Cursor init(DuckDBTableFunctionInitInfo info) {
            info.setMaxThreads(1);
            BoundCall call = info.getBindData();
            try {
                return new Cursor(call.result().rows().get());
            } catch (RuntimeException e) {
                throw call.state().failed(function.name(), e);
            }
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter output) {
            BoundCall call = info.getBindData();
            Cursor cursor = info.getInitData();
            List<Column> columns = call.result().columns();
            int size = (int) Math.min(output.capacity(), cursor.rows.size() - cursor.position);
            try {
                for (int column = 0; column < columns.size(); column++) {
                    DuckDBWritableVector vector = output.vector(column);
                    ColumnType type = columns.get(column).type();
                    for (int row = 0; row < size; row++) {
                        write(vector, row, type, cursor.rows.get(cursor.position + row)[column]);
                    }
                }
            } catch (RuntimeException e) {
                throw call.state().failed(function.name(), e);
            }
            cursor.position += size;
            return size;
        }
    }

    private static @Nullable String text(DuckDBTableFunctionBindInfo info, int index) {
        try (DuckDBValue value = info.getParameter(index)) {
            return value.isNull() ? null : value.getString();
        }
    }

    private static DuckDBColumnType resultType(Column column) {
        if (column.type() instanceof Primitive primitive) {
            return switch (primitive) {
                case STRING -> DuckDBColumnType.VARCHAR;
                case BOOLEAN -> DuckDBColumnType.BOOLEAN;
                case BYTE -> DuckDBColumnType.TINYINT;
                case SHORT -> DuckDBColumnType.SMALLINT;
                case INT -> DuckDBColumnType.INTEGER;
                case LONG -> DuckDBColumnType.BIGINT;
                case FLOAT -> DuckDBColumnType.FLOAT;
                case DOUBLE -> DuckDBColumnType.DOUBLE;
                case DATE -> DuckDBColumnType.DATE;
                case TIMESTAMP -> DuckDBColumnType.TIMESTAMP_WITH_TIME_ZONE;
                case TIMESTAMP_NTZ -> DuckDBColumnType.TIMESTAMP;
                case BINARY -> throw unreturnable(column);
            };
        }
        throw unreturnable(column);
    }

    private static QueryException unreturnable(Column column) {
        return new QueryException("Cannot return column " + column.name() + " of type " + column.type()
                + " from a table function. Cast it to text first.");
    }

    /** The arguments of a call by name; those left out are missing. */
    private record BoundArguments(
            TableFunction function, Map<String, String> arguments, DuckDbSession session, Nested nested)
            implements TableFunction.Call {

        @Override
        public String input() {
            String parameter = function.parameters().get(0).name();
            String text = arguments.get(parameter);
            if (text == null) {
                throw new QueryException("Cannot run " + function.name() + ": its argument " + parameter
                        + " is null. Give the name of a table, or a SELECT statement as text.");
            }
            return SqlSyntax.isTableName(text) ? "select * from " + text : text;
        }

        @Override
        public @Nullable String text(String parameter) {
            return arguments.get(parameter);
        }

        @Override
        public @Nullable List<String> texts(String parameter) {
            String json = arguments.get(parameter);
            return json == null ? null : FunctionTexts.ofJson(json);
        }

        @Override
        public @Nullable Double number(String parameter) {
            String number = arguments.get(parameter);
            try {
                return number == null ? null : Double.valueOf(number);
            } catch (NumberFormatException e) {
                throw new QueryException(
                        "Cannot run " + function.name() + ": its argument " + parameter + " is «" + number
                                + "», which is no number.",
                        e);
            }
        }

        @Override
        public List<Column> describe(String sql) {
            return nested.describe(session, sql);
        }

        @Override
        public QueryResult query(String sql) {
            return nested.query(session, sql);
        }
    }
}
