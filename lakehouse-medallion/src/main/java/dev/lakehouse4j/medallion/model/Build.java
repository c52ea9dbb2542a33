package dev.lakehouse4j.medallion.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.storage.Commit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a table was built from: noted in the table's history, so that an unchanged table is not built again.
 *
 * @param fingerprint hash of the definition
 * @param inputs versions of the tables read, by full name
 */
record Build(String fingerprint, Map<String, Long> inputs) {

    private static final String INPUTS = "inputs";
    private static final String FINGERPRINT = "model";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Build of(String definition, Map<String, Long> inputs) {
        return new Build(hash(definition), new TreeMap<>(inputs));
    }

    /** What the newest commit of a table says about the build that made it. */
    static Optional<Build> last(Lakehouse lake, TableRef<?, ?> table) {
        if (!lake.table(table).exists()) {
            return Optional.empty();
        }
        for (Commit commit : lake.store().history(lake.folder(table.fullName()), 8)) {
            String fingerprint = commit.parameters().get(FINGERPRINT);
            String inputs = commit.parameters().get(INPUTS);
            if (fingerprint != null && inputs != null) {
                return Optional.of(new Build(fingerprint, readVersions(inputs)));
            }
            if (!commit.operation().equals("OPTIMIZE")) {
                return Optional.empty(); // Somebody else changed the table since: what it holds is not known.
            }
        }
        return Optional.empty();
    }

    WriteOptions note() {
        try {
            return WriteOptions.defaults()
                    .withParameter(FINGERPRINT, fingerprint)
                    .withParameter(INPUTS, MAPPER.writeValueAsString(inputs));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write JSON of " + inputs, e);
        }
    }

    private static Map<String, Long> readVersions(String json) {
        try {
            Map<String, Long> versions = new TreeMap<>();
            MAPPER.readTree(json)
                    .properties()
                    .forEach(entry ->
                            versions.put(entry.getKey(), entry.getValue().asLong()));
            return versions;
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }

    private static String hash(String definition) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
