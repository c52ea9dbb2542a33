package dev.lakehouse4j.core.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A condition that every row of the table fulfils, as a SQL expression over the columns' names ({@code "price >= 0"}).
 *
 * <p>As in standard SQL, a row passes when the expression is true or null. Every writer of this library enforces it
 * before the commit. It is stored as a table property of this library, so other Delta writers do not see it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Check {

    /** {@return the SQL expression} */
    String value();
}
