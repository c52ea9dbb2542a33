package dev.lakehouse4j.core.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a table (on the record) or a column (on a component); stored in the Delta schema, where other readers see it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Comment {

    /** {@return the text, one or two sentences: meaning, unit, and when the value is null} */
    String value();
}
