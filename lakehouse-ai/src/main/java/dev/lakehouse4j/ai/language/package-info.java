/** Language models: one small interface, with time limits, retries, a budget, masks for personal data, and recordings. */
@org.jspecify.annotations.NullMarked
package dev.lakehouse4j.ai.language;
