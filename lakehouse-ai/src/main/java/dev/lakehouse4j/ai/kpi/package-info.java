/** Key figures: named SQL metrics with unit, period, change, query text and table versions. */
@org.jspecify.annotations.NullMarked
package dev.lakehouse4j.ai.kpi;
