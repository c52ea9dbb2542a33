/** The report: one self-contained HTML file with the summary, key figures and charts, each with its source. */
@org.jspecify.annotations.NullMarked
package dev.lakehouse4j.ai.report;
