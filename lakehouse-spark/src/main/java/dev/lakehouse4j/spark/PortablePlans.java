package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.error.QueryException;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Round;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegralType;
import scala.jdk.javaapi.CollectionConverters;

/** Refuses what only types tell to be different: a cast of a broken number to a whole one rounds on DuckDB and cuts on Spark. */
final class PortablePlans {

    private PortablePlans() {}

    static void require(LogicalPlan analyzed, String sql) {
        for (Expression expression : CollectionConverters.asJava(analyzed.expressions())) {
            require(expression, sql);
        }
        for (LogicalPlan child : CollectionConverters.asJava(analyzed.children())) {
            require(child, sql);
        }
    }

    private static void require(Expression expression, String sql) {
        if (expression instanceof Cast cast
                && cast.dataType() instanceof IntegralType
                && isBroken(cast.child().dataType())
                && !(cast.child() instanceof Round)) {
            throw new QueryException("Cannot run the query on Spark: it is not portable. It casts a "
                    + cast.child().dataType().sql() + " to " + cast.dataType().sql()
                    + ", which the engines compute differently: write cast(floor(x) as int), or cast(round(x) as int)."
                    + " The query:\n" + sql.strip());
        }
        if (expression instanceof SubqueryExpression subquery) {
            require(subquery.plan(), sql);
        }
        for (Expression child : CollectionConverters.asJava(expression.children())) {
            require(child, sql);
        }
    }

    private static boolean isBroken(DataType type) {
        return type instanceof DoubleType
                || type instanceof FloatType
                || (type instanceof DecimalType decimal && decimal.scale() > 0);
    }
}
