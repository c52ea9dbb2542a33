package dev.lakehouse4j.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes queries by chance: mostly valid ones, whose result does not depend on the order of rows. */
final class QueryGrammar {

    /** Types of columns that the grammar knows. */
    enum Kind {
        NUMBER,
        /** Text that is a whole number, so a cast of it never fails on a row that is seen. */
        CODE,
        TEXT,
        TRUTH
    }

    record Column(String name, Kind type) {}

    record Source(String sql, List<Column> columns) {}

    private static final List<String> TRICKY_NAMES = List.of(
            "pay",
            "people",
            "\"Select\"",
            "x",
            "secret",
            "\"a b\"",
            "silver",
            "main",
            "tables",
            "\"Ünïcode\"",
            "range",
            "q1");

    private final Random random;
    private final List<Source> tables;
    private int aliases;

    QueryGrammar(long seed, List<Source> tables) {
        this.random = new Random(seed);
        this.tables = tables;
    }

    String query() {
        aliases = 0;
        return select(3, List.of()).sql();
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private <T> T any(List<T> list) {
        return list.get(below(list.size()));
    }

    private String alias() {
        return "a" + aliases++;
    }

    private Source select(int depth, List<Source> outer) {
        if (depth > 0 && below(8) == 0) {
            return setOperation(depth, outer);
        }
        List<Source> visible = new ArrayList<>(outer);
        StringBuilder with = new StringBuilder();
        if (depth > 1 && below(3) == 0) {
            int ctes = 1 + below(2);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < ctes; i++) {
                String name = any(TRICKY_NAMES);
                if (names.contains(name)) {
                    continue;
                }
                names.add(name);
                Source cte = select(depth - 2, visible);
                with.append(with.isEmpty() ? "with " : ", ")
                        .append(name)
                        .append(below(3) == 0 ? " as materialized (" : " as (")
                        .append(cte.sql())
                        .append(")");
                visible.removeIf(source -> source.sql().equals(name));
                visible.add(new Source(name, cte.columns()));
            }
            with.append(' ');
        }
        List<Column> scope = new ArrayList<>();
        String from = from(depth, visible, scope);
        String where = below(2) == 0 ? " where " + truth(depth, visible, scope) : "";
        List<Column> result = new ArrayList<>();
        String body;
        switch (below(4)) {
            case 0 -> body = grouped(depth, visible, scope, from + where, result);
            case 1 -> body = windowed(visible, scope, from + where, result);
            default -> {
                int width = 1 + below(3);
                String items = IntStream.range(0, width)
                        .mapToObj(i -> item(expression(any(List.of(Kind.values())), depth, visible, scope), i, result))
                        .collect(Collectors.joining(", "));
                body = "select " + (below(6) == 0 ? "distinct " : "") + items + from + where;
            }
        }
        return new Source(with + body, result);
    }

    /** Its type is not known here, so it is taken from the expression's prefix. */
    private String item(Typed expression, int position, List<Column> result) {
        String name = "c" + position;
        result.add(new Column(name, expression.type()));
        return expression.sql() + " as " + name;
    }

    private record Typed(String sql, Kind type) {}

    private Source setOperation(int depth, List<Source> outer) {
        Kind type = any(List.of(Kind.values()));
        String left = column(depth, outer, type);
        String right = column(depth, outer, type);
        String operator = any(List.of("union all", "union", "except", "intersect", "union all by name"));
        return new Source("(" + left + ") " + operator + " (" + right + ")", List.of(new Column("c0", type)));
    }

    private String column(int depth, List<Source> outer, Kind type) {
        List<Column> scope = new ArrayList<>();
        String from = from(depth - 1, outer, scope);
        return "select " + expression(type, depth - 1, outer, scope).sql() + " as c0" + from;
    }

    private String from(int depth, List<Source> visible, List<Column> scope) {
        StringBuilder from = new StringBuilder(" from ");
        from.append(source(depth, visible, scope));
        int joins = below(4) == 0 ? 2 : below(2);
        for (int i = 0; i < joins; i++) {
            List<Column> left = List.copyOf(scope);
            List<Column> added = new ArrayList<>();
            String source = source(depth - 1, visible, added);
            List<Column> both = new ArrayList<>(left);
            both.addAll(added);
            switch (below(6)) {
                case 0 -> {
                    List<Column> inner = new ArrayList<>();
                    String lateral = "select "
                            + expression(Kind.NUMBER, 0, visible, left).sql() + " as l"
                            + (below(2) == 0 ? "" : " where " + truth(0, visible, left));
                    String name = alias();
                    inner.add(new Column(name + ".l", Kind.NUMBER));
                    from.append(", lateral (").append(lateral).append(") as ").append(name);
                    added = inner;
                }
                case 1 -> {
                    from.append(" semi join ").append(source).append(" on ").append(truth(0, visible, both));
                    added = List.of();
                }
                default ->
                    from.append(any(List.of(" join ", " left join ", " full join ")))
                            .append(source)
                            .append(" on ")
                            .append(equal(left, added))
                            .append(below(3) == 0 ? " and " + truth(1, visible, added) : "");
            }
            scope.addAll(added);
        }
        return from.toString();
    }

    private String equal(List<Column> left, List<Column> right) {
        Column a = any(left);
        List<Column> same =
                right.stream().filter(column -> column.type() == a.type()).toList();
        return same.isEmpty() ? "true" : a.name() + " = " + any(same).name();
    }

    private String source(int depth, List<Source> visible, List<Column> scope) {
        String name = alias();
        Source source;
        String sql;
        int choice = below(10);
        if (choice == 0 && depth > 0) {
            source = select(depth - 1, visible);
            sql = "(" + source.sql() + ")";
        } else if (choice == 1) {
            source = new Source("", List.of(new Column("i", Kind.NUMBER)));
            scope.add(new Column(name + ".i", Kind.NUMBER));
            return "range(" + below(4) + ") as " + name + "(i)";
        } else if (choice == 2) {
            scope.add(new Column(name + ".n", Kind.NUMBER));
            scope.add(new Column(name + ".t", Kind.TEXT));
            return "(values (1, '1'), (" + below(50) + ", null)) as " + name + "(n, t)";
        } else if (choice < 5 && !visible.isEmpty()) {
            source = any(visible);
            sql = source.sql();
        } else {
            source = any(tables);
            sql = source.sql();
        }
        source.columns().forEach(column -> scope.add(new Column(name + "." + column.name(), column.type())));
        return sql + " as " + name;
    }

    private String grouped(int depth, List<Source> visible, List<Column> scope, String rest, List<Column> result) {
        Typed key = expression(any(List.of(Kind.values())), 0, visible, scope);
        String number = expression(Kind.NUMBER, depth - 1, List.of(), scope).sql();
        String text = expression(Kind.TEXT, 0, List.of(), scope).sql();
        String aggregate = any(List.of(
                "count(*)",
                "count(distinct " + text + ")",
                "sum(" + number + ")",
                "min(" + number + ")",
                "max(" + number + ")",
                "count(" + number + ") filter (where " + truth(0, List.of(), scope) + ")"));
        String texts = any(List.of(
                "min(" + text + ")", "max(" + text + ")", "string_agg(" + text + ", ',' order by " + text + ")"));
        result.add(new Column("c0", key.type()));
        result.add(new Column("c1", Kind.NUMBER));
        result.add(new Column("c2", Kind.TEXT));
        String having = below(3) == 0 ? " having count(*) > " + below(3) : "";
        String group = any(
                List.of(" group by 1", " group by all", " group by rollup (1)", " group by grouping sets ((1), ())"));
        return "select " + key.sql() + " as c0, cast(" + aggregate + " as bigint) as c1, " + texts + " as c2" + rest
                + group + having;
    }

    private String windowed(List<Source> visible, List<Column> scope, String rest, List<Column> result) {
        Typed key = expression(any(List.of(Kind.values())), 0, visible, scope);
        String number = expression(Kind.NUMBER, 0, List.of(), scope).sql();
        result.add(new Column("c0", key.type()));
        result.add(new Column("c1", Kind.NUMBER));
        String window = any(List.of(
                "sum(" + number + ") over (partition by " + key.sql() + ")",
                "count(*) over (order by " + number + ")",
                "max(" + number + ") over (partition by " + key.sql() + " order by " + number + ")",
                "dense_rank() over (order by " + number + ")"));
        return "select " + key.sql() + " as c0, cast(" + window + " as bigint) as c1" + rest
                + (below(4) == 0 ? " qualify " + window + " >= " + below(5) : "");
    }

    private Typed expression(Kind type, int depth, List<Source> visible, List<Column> scope) {
        return new Typed(
                switch (type) {
                    case NUMBER -> number(depth, visible, scope);
                    case CODE -> column(Kind.CODE, scope, "'12'");
                    case TEXT -> text(depth, scope);
                    case TRUTH -> truth(depth, visible, scope);
                },
                type);
    }

    private String column(Kind type, List<Column> scope, String otherwise) {
        List<String> names = scope.stream()
                .filter(column -> column.type() == type)
                .map(Column::name)
                .toList();
        if (names.isEmpty() && type == Kind.TEXT) {
            return column(Kind.CODE, scope, otherwise);
        }
        return names.isEmpty() ? otherwise : any(names);
    }

    private String number(int depth, List<Source> visible, List<Column> scope) {
        String column = column(Kind.NUMBER, scope, "1");
        if (depth <= 0) {
            return below(4) == 0 ? String.valueOf(below(100)) : column;
        }
        return switch (below(10)) {
            case 0 -> "cast(" + column(Kind.CODE, scope, "'3'") + " as bigint)";
            case 1 ->
                "(" + number(depth - 1, visible, scope) + any(List.of(" + ", " - ", " * "))
                        + number(depth - 1, visible, scope) + ")";
            case 2 -> "(" + column + " // nullif(" + number(depth - 1, visible, scope) + ", 0))";
            case 3 -> "length(" + text(depth - 1, scope) + ")";
            case 4 -> "case when " + truth(depth - 1, visible, scope) + " then " + column + " else 0 end";
            case 5 -> "coalesce(try_cast(" + text(depth - 1, scope) + " as bigint), " + below(9) + ")";
            case 6 -> "(select cast(count(*) as bigint)" + from(0, visible, new ArrayList<>()) + ")";
            case 7 -> any(List.of("abs", "sign", "bit_count", "even")) + "(" + column + ")";
            case 8 -> "list_sum(list_transform([1, 2], lambda y: y + " + column + "))";
            default -> column;
        };
    }

    private String text(int depth, List<Column> scope) {
        String column = column(below(2) == 0 ? Kind.TEXT : Kind.CODE, scope, "'12'");
        if (depth <= 0) {
            return below(5) == 0 ? any(List.of("'8'", "'1'", "'x'", "''")) : column;
        }
        return switch (below(8)) {
            case 0 -> any(List.of("lower", "upper", "trim", "reverse", "md5")) + "(" + text(depth - 1, scope) + ")";
            case 1 -> "(" + text(depth - 1, scope) + " || " + text(depth - 1, scope) + ")";
            case 2 -> "substr(" + column + ", " + (1 + below(3)) + ", 4)";
            case 3 -> "cast(" + column(Kind.NUMBER, scope, "1") + " as varchar)";
            case 4 -> "regexp_replace(" + column + ", '[0-9]', '#')";
            case 5 -> "{'k': " + column + "}.k";
            case 6 -> "cast(make_date(cast(2000 + length(" + column + ") as int), 1, 1) as varchar)";
            default -> column;
        };
    }

    private String truth(int depth, List<Source> visible, List<Column> scope) {
        if (depth <= 0) {
            return switch (below(4)) {
                case 0 -> column(Kind.TEXT, scope, "'a'") + any(List.of(" = ", " <> ", " < ")) + text(0, scope);
                case 1 -> column(Kind.TEXT, scope, "'a'") + " like '" + any(List.of("n%", "%1%", "c%", "_")) + "'";
                case 2 -> column(Kind.NUMBER, scope, "1") + " is not null";
                default -> column(Kind.NUMBER, scope, "1") + any(List.of(" > ", " = ", " <= ")) + below(60);
            };
        }
        return switch (below(9)) {
            case 0 -> "(" + truth(depth - 1, visible, scope) + " and " + truth(depth - 1, visible, scope) + ")";
            case 1 -> "(" + truth(depth - 1, visible, scope) + " or " + truth(depth - 1, visible, scope) + ")";
            case 2 -> "not (" + truth(depth - 1, visible, scope) + ")";
            case 3 ->
                number(depth - 1, visible, scope)
                        + any(List.of(" > ", " < ", " = "))
                        + number(depth - 1, visible, scope);
            case 4 -> {
                List<Column> inner = new ArrayList<>();
                String from = from(0, visible, inner);
                inner.addAll(scope);
                yield "exists (select 1" + from + " where " + truth(0, visible, inner) + ")";
            }
            case 5 -> {
                List<Column> inner = new ArrayList<>();
                String from = from(0, visible, inner);
                yield column(Kind.NUMBER, scope, "1") + " in (select " + column(Kind.NUMBER, inner, "1") + from + ")";
            }
            case 6 -> "cast(" + column(Kind.CODE, scope, "'7'") + " as int) >= " + below(40);
            case 7 -> text(depth - 1, scope) + " = " + text(depth - 1, scope);
            default -> truth(0, visible, scope);
        };
    }
}
