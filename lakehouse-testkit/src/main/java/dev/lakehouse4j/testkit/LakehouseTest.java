package dev.lakehouse4j.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives every JUnit 5 test of a class, or one test, a fresh lake as a parameter of type {@link
 * dev.lakehouse4j.core.Lakehouse}.
 *
 * <p>The lake lies in a temporary folder. {@code @BeforeEach}, {@code @Test} and {@code @AfterEach} methods of one test get
 * the same lake; after the test it is closed and its folder deleted. {@code @BeforeAll} methods and constructors get none.
 *
 * <pre>{@code
 * @LakehouseTest
 * class OrdersTest {
 *
 *     @Test
 *     void keepsOrders(Lakehouse lake) {
 *         lake.table(ORDERS).append(List.of(new Order("a")));
 *         assertThatTable(lake, ORDERS).hasRows(1);
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(LakehouseExtension.class)
public @interface LakehouseTest {}
