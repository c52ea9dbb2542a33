/**
 * Tests against a lake: assertions on tables, models from rows in to rows out, and a fresh lake per JUnit test.
 *
 * @see dev.lakehouse4j.testkit.LakehouseAssertions
 * @see dev.lakehouse4j.testkit.ModelTester
 * @see dev.lakehouse4j.testkit.LakehouseTest
 */
@NullMarked
package dev.lakehouse4j.testkit;

import org.jspecify.annotations.NullMarked;
