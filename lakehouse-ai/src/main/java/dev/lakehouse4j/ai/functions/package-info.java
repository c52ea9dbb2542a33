/** AI functions in SQL, under the names that Databricks users know: what can be done here is done here, the rest by a language model. */
@org.jspecify.annotations.NullMarked
package dev.lakehouse4j.ai.functions;
