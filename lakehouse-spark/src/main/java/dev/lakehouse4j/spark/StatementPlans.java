package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.QueryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads a statement into a plan in which every table name is replaced by what it is bound to, and every macro by what it
 * stands for. Names that are bound to nothing are refused, so that a statement sees no table of Spark's own catalog.
 */
final class StatementPlans {

    private static final Pattern TRAILING_SEMICOLON = Pattern.compile(";\\s*$");
    private static final Set<String> TABLE_FUNCTIONS = Set.of("range");

    private final ParserInterface parser;
    private final RelationPlans relations;
    private final SparkSession session;
    private final SparkStatement statement;
    private final boolean isLocal;
    private final CommonTables.Use use;

    StatementPlans(SparkSession session, SparkStatement statement, CommonTables.Use use) {
        this.session = session;
        this.use = use;
        this.parser = session.sessionState().sqlParser();
        this.relations = new RelationPlans(session, this);
        this.statement = statement;
        this.isLocal = session.sparkContext().isLocal();
    }

    /** The plan of a statement over relations. */
    LogicalPlan bind(String sql, Map<String, Relation> bound) {
        return read(
                sql,
                name -> {
                    Relation relation = bound.get(name);
                    return relation == null ? null : relations.plan(relation);
                },
                bound.keySet());
    }

    /** The plan of a statement over one plan, which it knows by a name. */
    LogicalPlan over(String name, LogicalPlan plan, String sql) {
        return read(sql, asked -> asked.equals(name) ? plan : null, Set.of(name));
    }

    /** The plan for a bound name, or null for any other. */
    @FunctionalInterface
    private interface Names {
        @Nullable
        LogicalPlan plan(String name);
    }

    private LogicalPlan read(String sql, Names names, Set<String> known) {
        Map<String, String> spelt = new HashMap<>();
        known.forEach(name -> spelt.put(name.toLowerCase(Locale.ROOT), name));
        LogicalPlan parsed;
        try {
            parsed = parser.parseQuery(
                    SparkDialect.translate(TRAILING_SEMICOLON.matcher(sql).replaceFirst("")));
        } catch (ParseException e) {
            throw SparkErrors.translate("run the query on Spark", sql, e);
        }
        return new Binding(names, spelt, sql).plan(parsed, Set.of());
    }

    /** One statement's walk. */
    private final class Binding {

        private final Names names;
        private final Map<String, String> spelt;
        private final String sql;

        Binding(Names names, Map<String, String> spelt, String sql) {
            this.names = names;
            this.spelt = spelt;
            this.sql = sql;
        }

        /** The names that the query itself defines hide those that are bound. */
        LogicalPlan plan(LogicalPlan plan, Set<String> defined) {
            if (plan instanceof UnresolvedRelation relation) {
                return relation(relation, defined);
            } else if (plan instanceof UnresolvedWith with) {
                return with(with, defined);
            } else if (plan instanceof UnresolvedTableValuedFunction function && !isKnown(function)) {
                return parquet(function);
            }
            return plan.mapChildren(child -> plan(child, defined))
                    .mapExpressions(expression -> expression(expression, defined));
        }

        private LogicalPlan with(UnresolvedWith with, Set<String> outer) {
            Set<String> defined = new HashSet<>(outer);
            List<Tuple3<String, SubqueryAlias, Option<Object>>> bound = new ArrayList<>();
            for (Tuple3<String, SubqueryAlias, Option<Object>> part :
                    CollectionConverters.asJava(with.cteRelations())) {
                if (with.allowRecursion()) {
                    defined.add(part._1().toLowerCase(Locale.ROOT));
                }
                LogicalPlan query = plan(part._2().child(), Set.copyOf(defined));
                bound.add(new Tuple3<>(part._1(), new SubqueryAlias(part._2().identifier(), query), part._3()));
                defined.add(part._1().toLowerCase(Locale.ROOT));
            }
            LogicalPlan query = plan(with.child(), defined);
            boolean settle = outer.isEmpty() && !with.allowRecursion();
            return new UnresolvedWith(
                    query,
                    seq(settle ? new CommonTables(session, statement, sql, use, bound).settled(query) : bound),
                    with.allowRecursion());
        }

        private LogicalPlan relation(UnresolvedRelation relation, Set<String> defined) {
            List<String> parts = CollectionConverters.asJava(relation.multipartIdentifier());
            String name = String.join(".", parts);
            String key = name.toLowerCase(Locale.ROOT);
            if (defined.contains(key)) {
                return relation;
            }
            LogicalPlan plan = spelt.containsKey(key) ? names.plan(spelt.get(key)) : null;
            if (plan == null) {
                List<String> near = LakehouseErrors.nearest(name, spelt.values());
                throw new QueryException("Cannot run the query: it names the table " + name + ", which is not there"
                        + (near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)")
                        + ". Tables are named layer.table.");
            }
            int last = parts.size() - 1;
            return new SubqueryAlias(new AliasIdentifier(parts.get(last), seq(parts.subList(0, last))), plan);
        }

        private Expression expression(Expression expression, Set<String> defined) {
            Expression changed = expression;
            if (expression instanceof SubqueryExpression subquery) {
                changed = subquery.withNewPlan(plan(subquery.plan(), defined));
            }
            changed = changed.mapChildren(child -> expression(child, defined));
            return changed instanceof UnresolvedFunction function ? function(function) : changed;
        }
    }

    private static String name(UnresolvedTableValuedFunction function) {
        return String.join(".", CollectionConverters.asJava(function.name())).toLowerCase(Locale.ROOT);
    }

    private static boolean isKnown(UnresolvedTableValuedFunction function) {
        return TABLE_FUNCTIONS.contains(name(function));
    }

    /** A file that is about to be loaded; its columns are looked at first. */
    private LogicalPlan parquet(UnresolvedTableValuedFunction function) {
        List<Expression> arguments = CollectionConverters.asJava(function.functionArgs());
        if (!name(function).equals("read_parquet")
                || arguments.isEmpty()
                || !(arguments.get(0) instanceof Literal file)) {
            boolean added = statement.function(name(function)) != null;
            throw new QueryException("Cannot run the query on Spark: it calls the table function " + name(function)
                    + (added
                            ? ", and functions that give rows run on the embedded engine alone. Open the lake on that"
                                    + " engine for this query."
                            : ", which is not there. There is range(from, to)."));
        }
        return relations.parquet(List.of(Path.of(String.valueOf(file.value()))));
    }

    private Expression function(UnresolvedFunction call) {
        List<String> parts = CollectionConverters.asJava(call.nameParts());
        String name = parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
        SparkMacros.Macro macro = parts.size() == 1 ? SparkMacros.MACROS.get(name) : null;
        if (parts.size() == 1 && statement.function(name) instanceof ScalarFunction function) {
            return call(function, CollectionConverters.asJava(call.arguments()));
        }
        if (macro == null) {
            return call;
        }
        List<Expression> arguments = CollectionConverters.asJava(call.arguments());
        if (arguments.size() != macro.parameters()) {
            throw new QueryException("Cannot run the query: " + name + " takes " + macro.parameters()
                    + " arguments, and is given " + arguments.size() + ".");
        }
        return fill(parse(macro.expression()), arguments);
    }

    private Expression call(ScalarFunction function, List<Expression> arguments) {
        if (function.factory().isEmpty() && !isLocal) {
            throw new QueryException("Cannot call the function " + function.name() + " on a cluster: "
                    + ExecutorFunctions.onlyInItsProcess());
        }
        return FunctionCalls.call(function, arguments, SparkFunctionCall.of(statement.id(), function));
    }

    private Expression parse(String expression) {
        try {
            return parser.parseExpression(expression);
        } catch (ParseException e) {
            throw new IllegalStateException("Cannot read the macro " + expression, e);
        }
    }

    private static Expression fill(Expression template, List<Expression> arguments) {
        if (template instanceof UnresolvedAttribute attribute) {
            for (int i = 0; i < arguments.size(); i++) {
                if (attribute.name().equals(SparkMacros.Macro.parameter(i))) {
                    return arguments.get(i);
                }
            }
        }
        return template.mapChildren(child -> fill(child, arguments));
    }

    static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}
