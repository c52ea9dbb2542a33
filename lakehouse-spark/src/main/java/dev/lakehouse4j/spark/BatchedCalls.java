package dev.lakehouse4j.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ConditionalExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.HigherOrderFunction;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CatalystSerde;
import org.apache.spark.sql.catalyst.plans.logical.DeserializeToObject;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MapPartitions;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SerializeFromObject;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets Java functions be called with many rows at once: a call that every row makes moves out of projection, condition or
 * aggregation into a step below it. A call that only some rows make ({@code case when … then f(x) end}) stays where it is, and is
 * made row by row.
 */
final class BatchedCalls extends Rule<LogicalPlan> {

    private final SparkSession session;

    private BatchedCalls(SparkSession session) {
        this.session = session;
    }

    /** Has the optimizer of a session do this, once. */
    static void addTo(SparkSession session) {
        List<Rule<LogicalPlan>> rules = new ArrayList<>(
                CollectionConverters.asJava(session.experimental().extraOptimizations()));
        if (rules.stream().noneMatch(BatchedCalls.class::isInstance)) {
            rules.add(new BatchedCalls(session));
            session.experimental().extraOptimizations_$eq(StatementPlans.seq(rules));
        }
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        LogicalPlan changed = plan.mapChildren(this::apply);
        if (changed instanceof Project project) {
            return project(project);
        } else if (changed instanceof Filter filter) {
            return filter(filter);
        } else if (changed instanceof Aggregate aggregate) {
            return aggregate(aggregate);
        }
        return changed;
    }

    private LogicalPlan project(Project project) {
        List<ScalaUDF> calls = new ArrayList<>();
        for (NamedExpression named : CollectionConverters.asJava(project.projectList())) {
            collect((Expression) named, calls);
        }
        if (calls.isEmpty()) {
            return project;
        }
        Step step = step(project.child(), calls);
        return project(new Project(step.named(project.projectList()), step.plan));
    }

    /** Conditions without calls come first, so that no function sees the rows that they drop. */
    private LogicalPlan filter(Filter filter) {
        List<Expression> parts = new ArrayList<>();
        split(filter.condition(), parts);
        List<Expression> plain = new ArrayList<>();
        List<Expression> calling = new ArrayList<>();
        for (Expression part : parts) {
            (calls(part).isEmpty() ? plain : calling).add(part);
        }
        if (calling.isEmpty() || !filter.condition().deterministic()) {
            return filter;
        }
        Expression first = calling.get(0);
        LogicalPlan below = plain.isEmpty() ? filter.child() : new Filter(and(plain), filter.child());
        Step step = step(below, calls(first));
        LogicalPlan kept = filter(new Filter(step.expression(first), step.plan));
        LogicalPlan same = new Project(attributes(filter.output()), kept);
        return calling.size() == 1 ? same : filter(new Filter(and(calling.subList(1, calling.size())), same));
    }

    private static void split(Expression condition, List<Expression> parts) {
        if (condition instanceof And and) {
            split(and.left(), parts);
            split(and.right(), parts);
        } else {
            parts.add(condition);
        }
    }

    private static Expression and(List<Expression> parts) {
        return parts.stream().reduce(And::new).orElseThrow();
    }

    /** Calls in what is grouped by and in what is aggregated; those on the result of an aggregation stay. */
    private LogicalPlan aggregate(Aggregate aggregate) {
        List<ScalaUDF> calls = new ArrayList<>();
        for (Expression grouping : CollectionConverters.asJava(aggregate.groupingExpressions())) {
            collect(grouping, calls);
        }
        for (NamedExpression result : CollectionConverters.asJava(aggregate.aggregateExpressions())) {
            collectAggregated((Expression) result, calls);
        }
        if (calls.isEmpty()) {
            return aggregate;
        }
        Step step = step(aggregate.child(), calls);
        List<Expression> grouping = new ArrayList<>();
        for (Expression expression : CollectionConverters.asJava(aggregate.groupingExpressions())) {
            grouping.add(step.expression(expression));
        }
        return aggregate(new Aggregate(
                StatementPlans.seq(grouping),
                step.named(aggregate.aggregateExpressions()),
                step.plan,
                aggregate.hint()));
    }

    private static void collectAggregated(Expression expression, List<ScalaUDF> calls) {
        if (expression instanceof AggregateExpression aggregated) {
            if (aggregated.filter().isEmpty()) {
                collect(aggregated.aggregateFunction(), calls);
            }
            return;
        }
        for (Expression child : CollectionConverters.asJava(expression.children())) {
            collectAggregated(child, calls);
        }
    }

    private static List<ScalaUDF> calls(Expression expression) {
        List<ScalaUDF> calls = new ArrayList<>();
        collect(expression, calls);
        return calls;
    }

    /**
     * The calls that are made for every row, inner ones before those that take what they give.
     *
     * @return whether there is one in the expression
     */
    private static boolean collect(Expression expression, List<ScalaUDF> calls) {
        if (expression instanceof HigherOrderFunction) {
            return false;
        }
        boolean found = false;
        for (Expression child : CollectionConverters.asJava(evaluated(expression))) {
            found |= collect(child, calls);
        }
        if (!(expression instanceof ScalaUDF call) || !(call.function() instanceof SparkFunctionCall)) {
            return found;
        }
        if (!found && calls.stream().noneMatch(known -> known.semanticEquals(call))) {
            calls.add(call);
        }
        return true;
    }

    private static Seq<Expression> evaluated(Expression expression) {
        if (expression instanceof ConditionalExpression conditional) {
            return conditional.alwaysEvaluatedInputs();
        } else if (expression instanceof And and) {
            return StatementPlans.seq(List.of(and.left()));
        } else if (expression instanceof Or or) {
            return StatementPlans.seq(List.of(or.left()));
        }
        return expression.children();
    }

    private static Seq<NamedExpression> attributes(Seq<Attribute> attributes) {
        List<NamedExpression> named = new ArrayList<>();
        CollectionConverters.asJava(attributes).forEach(named::add);
        return StatementPlans.seq(named);
    }

    /** A step that gives the rows of a plan and, behind them, what some calls give. */
    private static final class Step {

        private final LogicalPlan plan;
        private final List<ScalaUDF> calls;
        private final List<Attribute> results;

        Step(LogicalPlan plan, List<ScalaUDF> calls, List<Attribute> results) {
            this.plan = plan;
            this.calls = calls;
            this.results = results;
        }

        /** An expression with the results in place of the calls. */
        Expression expression(Expression expression) {
            if (expression instanceof ScalaUDF call) {
                for (int i = 0; i < calls.size(); i++) {
                    if (calls.get(i).semanticEquals(call)) {
                        return results.get(i);
                    }
                }
            }
            return expression.mapChildren(this::expression);
        }

        Seq<NamedExpression> named(Seq<NamedExpression> expressions) {
            List<NamedExpression> changed = new ArrayList<>();
            for (NamedExpression expression : CollectionConverters.asJava(expressions)) {
                changed.add((NamedExpression) expression((Expression) expression));
            }
            return StatementPlans.seq(changed);
        }
    }

    private Step step(LogicalPlan child, List<ScalaUDF> calls) {
        List<Attribute> carried = CollectionConverters.asJava(child.output());
        List<NamedExpression> inputs = new ArrayList<>();
        List<StructField> outputs = new ArrayList<>();
        for (int i = 0; i < carried.size(); i++) {
            Attribute attribute = carried.get(i);
            inputs.add(alias(attribute, "c" + i));
            outputs.add(DataTypes.createStructField("c" + i, attribute.dataType(), attribute.nullable()));
        }
        List<SparkFunctionCall> functions = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            ScalaUDF call = calls.get(i);
            inputs.add(alias(call.children().head(), "a" + i));
            outputs.add(DataTypes.createStructField("r" + i, call.dataType(), true));
            functions.add((SparkFunctionCall) call.function());
        }
        Project below = new Project(StatementPlans.seq(inputs), child);
        ExpressionEncoder<Row> in = ExpressionEncoder.apply(below.schema());
        ExpressionEncoder<Row> out = ExpressionEncoder.apply(new StructType(outputs.toArray(StructField[]::new)));
        LogicalPlan computed = new MapPartitions(
                new CallBatches(carried.size(), functions),
                CatalystSerde.generateObjAttr(out),
                new DeserializeToObject(deserializer(below, in), CatalystSerde.generateObjAttr(in), below));

        List<NamedExpression> serializer = new ArrayList<>();
        List<Attribute> results = new ArrayList<>();
        List<NamedExpression> written = CollectionConverters.asJava(out.namedExpressions());
        for (int i = 0; i < written.size(); i++) {
            Alias value = (Alias) written.get(i);
            if (i < carried.size()) {
                Attribute attribute = carried.get(i);
                serializer.add(new Alias(
                        value.child(),
                        attribute.name(),
                        attribute.exprId(),
                        attribute.qualifier(),
                        Option.apply(attribute.metadata()),
                        StatementPlans.seq(List.of())));
            } else {
                serializer.add(value);
                results.add(value.toAttribute());
            }
        }
        return new Step(new SerializeFromObject(StatementPlans.seq(serializer), computed), calls, results);
    }

    /** How rows of a plan become objects, in terms of its columns. */
    private Expression deserializer(LogicalPlan plan, ExpressionEncoder<Row> encoder) {
        LogicalPlan sameColumns =
                new LocalRelation(plan.output(), StatementPlans.seq(List.of()), false, Option.empty());
        LogicalPlan analyzed =
                session.sessionState().analyzer().execute(CatalystSerde.deserialize(sameColumns, encoder));
        return ((DeserializeToObject) analyzed).deserializer();
    }

    private static NamedExpression alias(Expression expression, String name) {
        return new Alias(
                expression,
                name,
                NamedExpression.newExprId(),
                StatementPlans.seq(List.of()),
                Option.empty(),
                StatementPlans.seq(List.of()));
    }
}
