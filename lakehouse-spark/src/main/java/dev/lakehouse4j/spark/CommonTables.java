package dev.lakehouse4j.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.Tuple3;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The common table expressions of a statement. Spark puts the text of one in the place of each of its names, so that a few
 * that build on each other read thousands of tables. Where that would happen, those that are named several times are
 * computed once, and kept by the executors until the statement ends.
 */
final class CommonTables {

    /** So many tables Spark plans in a second or two. */
    private static final long MOST_TABLES = 100;

    /** Reading fewer tables again costs less than keeping rows. */
    private static final long FEWEST_TABLES = 4;

    private final SparkSession session;
    private final SparkStatement statement;
    private final String sql;
    private final Use use;
    private final List<Tuple3<String, SubqueryAlias, Option<Object>>> tables;
    private final Map<String, Integer> named = new HashMap<>();
    private final Map<String, Long> weights = new HashMap<>();

    /** What becomes of the statement. */
    enum Use {
        /** It runs. */
        RUN,

        /** Its columns are asked for; a dry run computes no row. */
        COLUMNS,

        /** Its plan is shown as Spark makes it. */
        PLAN
    }

    /** A statement's rows that executors keep. */
    static final class Kept implements AutoCloseable {

        private final List<RDD<InternalRow>> rows = new ArrayList<>();

        @Override
        public void close() {
            rows.forEach(kept -> kept.unpersist(false));
        }
    }

    CommonTables(
            SparkSession session,
            SparkStatement statement,
            String sql,
            Use use,
            List<Tuple3<String, SubqueryAlias, Option<Object>>> tables) {
        this.session = session;
        this.statement = statement;
        this.sql = sql;
        this.use = use;
        this.tables = tables;
    }

    /** The same tables, with rows in the place of texts where the query would read too many tables otherwise. */
    List<Tuple3<String, SubqueryAlias, Option<Object>>> settled(LogicalPlan query) {
        tables.forEach(table -> weights.put(key(table._1()), count(table._2(), true)));
        if (count(query, true) <= MOST_TABLES || use == Use.PLAN) {
            return tables;
        }
        List<Tuple3<String, SubqueryAlias, Option<Object>>> settled = new ArrayList<>();
        for (Tuple3<String, SubqueryAlias, Option<Object>> table : tables) {
            String key = key(table._1());
            long weight = count(table._2(), false);
            if (named.getOrDefault(key, 0) > 1 && weight >= FEWEST_TABLES) {
                LogicalPlan rows = computed(
                        new UnresolvedWith(table._2().child(), StatementPlans.seq(List.copyOf(settled)), false));
                settled.add(
                        new Tuple3<>(table._1(), new SubqueryAlias(table._2().identifier(), rows), table._3()));
                weight = 1;
            } else {
                settled.add(table);
            }
            weights.put(key, weight);
        }
        return settled;
    }

    /** How many tables a plan reads when every name is replaced by what it stands for. */
    private long count(LogicalPlan plan, boolean naming) {
        if (plan instanceof UnresolvedRelation relation) {
            String key = key(String.join(".", CollectionConverters.asJava(relation.multipartIdentifier())));
            if (naming) {
                named.merge(key, 1, Integer::sum);
            }
            return weights.getOrDefault(key, 1L);
        }
        long count = 0;
        if (plan instanceof UnresolvedWith with) {
            for (Tuple3<String, SubqueryAlias, Option<Object>> inner :
                    CollectionConverters.asJava(with.cteRelations())) {
                count += count(inner._2(), naming);
            }
        }
        List<LogicalPlan> children = CollectionConverters.asJava(plan.children());
        for (LogicalPlan child : children) {
            count += count(child, naming);
        }
        for (Expression expression : CollectionConverters.asJava(plan.expressions())) {
            count += count(expression, naming);
        }
        return children.isEmpty() ? Math.max(1, count) : count;
    }

    private long count(Expression expression, boolean naming) {
        long count = expression instanceof SubqueryExpression subquery ? count(subquery.plan(), naming) : 0;
        for (Expression child : CollectionConverters.asJava(expression.children())) {
            count += count(child, naming);
        }
        return count;
    }

    /** Rows that are kept with the plan that made them: what is lost with an executor is computed again. */
    private LogicalPlan computed(LogicalPlan plan) {
        Dataset<Row> rows = Dataset.ofRows(session, plan);
        PortablePlans.require(rows.queryExecution().analyzed(), sql);
        if (use == Use.COLUMNS) {
            return RelationPlans.empty(session, rows.schema());
        }
        RDD<InternalRow> kept = rows.queryExecution()
                .toRdd()
                .toJavaRDD()
                .map(InternalRow::copy)
                .rdd()
                .persist(StorageLevel.MEMORY_AND_DISK());
        statement.shared(Kept.class, Kept::new).rows.add(kept);
        return LogicalRDD$.MODULE$.fromDataset(kept, rows, false).newInstance();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
