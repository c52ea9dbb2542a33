package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.FunctionParameter;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;

/** The expressions that calls of Java functions become. */
final class FunctionCalls {

    private FunctionCalls() {}

    /** A call with its arguments by position or name, cast to what the function takes. */
    static Expression call(ScalarFunction function, List<Expression> arguments, SparkFunctionCall call) {
        List<FunctionParameter> parameters = function.parameters();
        if (arguments.size() > parameters.size()) {
            throw new QueryException("Cannot run the query: " + function.name() + " takes at most " + parameters.size()
                    + " arguments, and is given " + arguments.size() + ".");
        }
        List<Expression> fields = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            FunctionParameter parameter = parameters.get(i);
            Expression argument = argument(function, parameter, i, arguments);
            fields.add(Literal.create(parameter.name(), DataTypes.StringType));
            fields.add(
                    parameter.type().equals(FunctionParameter.TEXTS)
                            ? argument
                            : new Cast(argument, SparkTypes.of(parameter.type()), Option.empty()));
        }
        return new ScalaUDF(
                call,
                SparkTypes.of(function.result()),
                StatementPlans.seq(List.of(new CreateNamedStruct(StatementPlans.seq(fields)))),
                StatementPlans.seq(List.of()),
                Option.empty(),
                Option.apply(function.name()),
                true,
                true);
    }

    private static Expression argument(
            ScalarFunction function, FunctionParameter parameter, int position, List<Expression> arguments) {
        for (Expression argument : arguments) {
            if (argument instanceof NamedArgumentExpression named && named.key().equalsIgnoreCase(parameter.name())) {
                return named.value();
            }
        }
        if (position < arguments.size() && !(arguments.get(position) instanceof NamedArgumentExpression)) {
            return arguments.get(position);
        }
        if (!parameter.optional()) {
            throw new QueryException("Cannot run the query: " + function.name() + " needs its argument "
                    + parameter.name() + ". Add it to the call.");
        }
        return Literal.create(null, SparkTypes.of(parameter.type()));
    }
}
