package dev.lakehouse4j.core.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.StorageException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an erasure that was interrupted needs to go on: the identifiers, which can no longer be looked up once the rows that
 * link them are gone. It is the one file that holds them, readable by its owner alone, and goes with the last step.
 *
 * @param started when the erasure began
 * @param identifiers identifiers by key
 * @param sources names of the source files that the person's rows came from
 */
record Journal(Instant started, Map<String, Set<String>> identifiers, Set<String> sources) {

    static final String PREFIX = "pending-";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static String name(String subjectHash) {
        return PREFIX + subjectHash + ".json";
    }

    static Optional<Journal> read(ErasureFolder folder, String subjectHash) {
        return folder.read(name(subjectHash)).map(text -> parse(text, folder, subjectHash));
    }

    private static Journal parse(String text, ErasureFolder folder, String subjectHash) {
        try {
            JsonNode root = MAPPER.readTree(text);
            Map<String, Set<String>> identifiers = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : root.path("identifiers").properties()) {
                identifiers.put(entry.getKey(), texts(entry.getValue()));
            }
            return new Journal(Instant.parse(root.path("started").asText()), identifiers, texts(root.path("sources")));
        } catch (JsonProcessingException | java.time.format.DateTimeParseException e) {
            throw new StorageException(
                    "Cannot go on with the erasure that " + folder.file(name(subjectHash))
                            + " tells of: the file is damaged. Restore it from a copy, or delete it and run the erasure"
                            + " again; it then finds what the tables still link.",
                    e);
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    void write(ErasureFolder folder, String subjectHash) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("started", started.toString());
        ObjectNode all = root.putObject("identifiers");
        identifiers.forEach((key, values) -> values.forEach(all.withArray("/" + pointer(key))::add));
        new TreeSet<>(sources).forEach(root.putArray("sources")::add);
        folder.write(name(subjectHash), root.toPrettyString() + "\n", true);
    }

    private static String pointer(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
