/** Executive summary: findings detected in the key figures, written by templates or phrased by a language model and checked. */
@org.jspecify.annotations.NullMarked
package dev.lakehouse4j.ai.summary;
