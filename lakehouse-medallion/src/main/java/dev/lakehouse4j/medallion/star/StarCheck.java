package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.medallion.model.ModelCheck;
import org.jspecify.annotations.Nullable;

/**
 * A promise of a star schema that is verified on a finished table, before readers see it.
 *
 * <p>The queries name the table itself by its full name, and its inputs.
 *
 * @param name name within the table, for example {@code orphans_customer_key}
 * @param description what an offending row is, and what to do about it
 * @param severity whether an offending row stops the run
 * @param countSql query with one row and one bigint column: the number of offending rows
 * @param examplesSql query with one text column {@code example} and at most five rows that show offenders, in a fixed order
 * @param boundSql a cheaper query of the form of {@code countSql} whose number is never smaller: when it gives 0, {@code
 *     countSql} need not be run; null when {@code countSql} is cheap itself
 */
record StarCheck(
        String name,
        String description,
        Severity severity,
        String countSql,
        String examplesSql,
        @Nullable String boundSql) {

    /** What offending rows mean for the run. */
    enum Severity {
        /** They are counted and reported. */
        WARN,
        /** They stop the run; the table stays at its version before. */
        FAIL
    }

    static StarCheck fail(String name, String description, String countSql, String examplesSql) {
        return new StarCheck(name, description, Severity.FAIL, countSql, examplesSql, null);
    }

    ModelCheck forModel() {
        return new ModelCheck(name, description, severity == Severity.FAIL, countSql, examplesSql, boundSql);
    }
}
