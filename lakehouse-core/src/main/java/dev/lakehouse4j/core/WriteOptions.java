package dev.lakehouse4j.core;

import dev.lakehouse4j.core.storage.TransactionId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Details of a write that most callers leave at their defaults.
 *
 * @param transaction names the work so that it is committed once, or null
 * @param parameters details for the table's history
 * @param properties table properties to set with the commit
 * @param replaceSchema whether an overwrite may change the schema in ways that would otherwise be refused; for tables that
 *     are derived anew from others
 */
public record WriteOptions(
        @Nullable TransactionId transaction,
        Map<String, String> parameters,
        Map<String, String> properties,
        boolean replaceSchema) {

    /** Copies the map. */
    public WriteOptions {
        parameters = Map.copyOf(parameters);
        properties = Map.copyOf(properties);
    }

    /**
     * No transaction id, no details.
     *
     * @return the default options
     */
    public static WriteOptions defaults() {
        return new WriteOptions(null, Map.of(), Map.of(), false);
    }

    /**
     * The same options for a piece of work that is to be committed once.
     *
     * @param id identity of the work
     * @return the changed options
     */
    public WriteOptions withTransaction(TransactionId id) {
        return new WriteOptions(id, parameters, properties, replaceSchema);
    }

    /**
     * The same options with one more detail for the history.
     *
     * @param name name of the detail
     * @param value its value
     * @return the changed options
     */
    public WriteOptions withParameter(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new WriteOptions(transaction, more, properties, replaceSchema);
    }

    /**
     * The same options with table properties to set with the commit.
     *
     * @param values names and values
     * @return the changed options
     */
    public WriteOptions withProperties(Map<String, String> values) {
        return new WriteOptions(transaction, parameters, values, replaceSchema);
    }

    /**
     * The same options for an overwrite that may replace the schema.
     *
     * @return the changed options
     */
    public WriteOptions replacingSchema() {
        return new WriteOptions(transaction, parameters, properties, true);
    }
}
