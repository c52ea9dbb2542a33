package dev.lakehouse4j.core.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Precision and scale of a {@link java.math.BigDecimal} component; without it the column is {@code decimal(18,2)}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Decimal {

    /** {@return the number of digits in all, 1 to 38} */
    int precision();

    /** {@return the number of digits after the point, 0 to {@link #precision()}} */
    int scale();
}
