/** Questions about a lake, answered by trusted metrics, or by SQL that a language model writes and the engine checks. */
@org.jspecify.annotations.NullMarked
package dev.lakehouse4j.ai.ask;
