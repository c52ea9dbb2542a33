package dev.lakehouse4j.core.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a record as part of the key of its table.
 *
 * <p>Several marked components form a composite key, in the order in which the record declares them. A key component is
 * never null. {@code upsert} matches rows by the key; {@code append} does not check that keys are new.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {}
