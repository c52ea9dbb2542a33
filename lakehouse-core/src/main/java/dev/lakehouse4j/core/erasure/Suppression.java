package dev.lakehouse4j.core.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Sql;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom a lake has forgotten: salted hashes of identifiers, which an ingest asks so that a file that is delivered again does
 * not bring an erased person back. Immutable; read it anew for each file.
 *
 * <p>The list and its salt lie in {@code LAKE/_erasure}. Who may read both can find out whether somebody whose identifier he
 * knows was erased; nobody can read the identifiers from it.
 */
public final class Suppression {

    private static final String FILE = "suppressed.json";
    private static final int HASH_BYTES = 16;

    /** What identifiers are made of: a raw record is cut into such words, and each is looked up. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.@+-]*");

    private static final Pattern PLAIN_WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String salt;
    private final Map<String, Map<String, Set<String>>> columns;
    private final Set<String> any;

    private Suppression(String salt, Map<String, Map<String, Set<String>>> columns, Set<String> any) {
        this.salt = salt;
        this.columns = columns;
        this.any = any;
    }

    /**
     * The list of a lake.
     *
     * @param lake folder of the lake
     * @return the list, empty when nobody was erased
     */
    public static Suppression of(Path lake) {
        ErasureFolder folder = new ErasureFolder(lake);
        Optional<String> text = folder.read(FILE);
        if (text.isEmpty()) {
            return new Suppression("", Map.of(), Set.of());
        }
        Map<String, Map<String, Set<String>>> columns = new HashMap<>();
        Set<String> any = new HashSet<>();
        for (JsonNode subject : parse(folder, text.get()).path("subjects")) {
            for (Map.Entry<String, JsonNode> table : subject.path("columns").properties()) {
                for (Map.Entry<String, JsonNode> column : table.getValue().properties()) {
                    Set<String> hashes = columns.computeIfAbsent(table.getKey(), name -> new HashMap<>())
                            .computeIfAbsent(column.getKey(), name -> new HashSet<>());
                    column.getValue().forEach(hash -> hashes.add(hash.asText()));
                }
            }
            subject.path("any").forEach(hash -> any.add(hash.asText()));
        }
        return new Suppression(folder.salt(), columns, any);
    }

    /** Adds a person to the list; the caller holds the lock of erasures. */
    static void add(ErasureFolder folder, String subjectHash, ErasurePlan plan, Identifiers identifiers) {
        ObjectNode root = (ObjectNode) parse(folder, folder.read(FILE).orElse("{}"));
        String salt = folder.salt();
        Map<String, Map<String, Set<String>>> columns = new TreeMap<>();
        for (ErasurePlan.Rule rule : plan.rules()) {
            if (rule.table().startsWith("bronze.")) {
                addHashes(columns, rule.table(), rule.column(), salt, identifiers.of(rule.key()));
                for (ErasurePlan.Given given : rule.given()) {
                    addHashes(columns, rule.table(), given.column(), salt, identifiers.of(given.key()));
                }
            }
        }
        ObjectNode subject = root.withObject("/subjects").putObject(subjectHash);
        subject.put("since", Instant.now().toString());
        ObjectNode tables = subject.putObject("columns");
        columns.forEach((table, byColumn) -> {
            ObjectNode node = tables.putObject(table);
            byColumn.forEach((column, hashes) -> hashes.forEach(node.withArray(column)::add));
        });
        Set<String> all = new TreeSet<>();
        identifiers.all().stream()
                .filter(IdentifierMatcher::isSearchable)
                .forEach(value -> all.add(ErasureFolder.hash(salt, value)));
        all.forEach(subject.putArray("any")::add);
        folder.write(FILE, root.toPrettyString() + "\n", false);
    }

    private static void addHashes(
            Map<String, Map<String, Set<String>>> columns,
            String table,
            String column,
            String salt,
            Set<String> identifiers) {
        for (String identifier : identifiers) {
            columns.computeIfAbsent(table, name -> new TreeMap<>())
                    .computeIfAbsent(column, name -> new TreeSet<>())
                    .add(ErasureFolder.hash(salt, identifier));
        }
    }

    /** When a person was put on the list. */
    static Optional<String> since(ErasureFolder folder, String subjectHash) {
        JsonNode subject =
                parse(folder, folder.read(FILE).orElse("{}")).path("subjects").path(subjectHash);
        return subject.isMissingNode()
                ? Optional.empty()
                : Optional.of(subject.path("since").asText());
    }

    /** Takes a person off the list; true when it was on it. */
    static boolean remove(ErasureFolder folder, String subjectHash) {
        ObjectNode root = (ObjectNode) parse(folder, folder.read(FILE).orElse("{}"));
        boolean found = root.withObject("/subjects").remove(subjectHash) != null;
        if (found) {
            folder.write(FILE, root.toPrettyString() + "\n", false);
        }
        return found;
    }

    private static JsonNode parse(ErasureFolder folder, String text) {
        try {
            JsonNode root = MAPPER.readTree(text);
            if (root.isObject()) {
                return root;
            }
            throw damaged(folder, null);
        } catch (JsonProcessingException e) {
            throw damaged(folder, e);
        }
    }

    private static StorageException damaged(ErasureFolder folder, @Nullable JsonProcessingException cause) {
        return new StorageException(
                "Cannot tell who was erased from the lake: " + folder.file(FILE)
                        + " is damaged. Restore it from a copy; without it, files could bring erased persons back.",
                cause);
    }

    /**
     * Whether nobody was erased.
     *
     * @return true when there is nothing to ask
     */
    public boolean isEmpty() {
        return columns.isEmpty() && any.isEmpty();
    }

    /**
     * The columns of a table that identify persons who were erased.
     *
     * @param table {@code layer.table}
     * @return names of columns, sorted
     */
    public Set<String> columns(String table) {
        return new TreeSet<>(columns.getOrDefault(table, Map.of()).keySet());
    }

    /**
     * Whether a value of a column identifies a person who was erased.
     *
     * @param table {@code layer.table}
     * @param column name of the column
     * @param value the value; blanks around it do not count
     * @return true when the row must not come in
     */
    public boolean holds(String table, String column, String value) {
        Set<String> hashes = columns.getOrDefault(table, Map.of()).getOrDefault(column, Set.of());
        return !hashes.isEmpty() && hashes.contains(ErasureFolder.hash(salt, value.strip()));
    }

    /**
     * Whether a text, such as a record that could not be read, has an identifier of a person who was erased among its words.
     *
     * @param text any text
     * @return true when the text must not come in
     */
    public boolean mentions(String text) {
        if (any.isEmpty()) {
            return false;
        }
        return mentions(text, WORD) || mentions(text, PLAIN_WORD);
    }

    private boolean mentions(String text, Pattern words) {
        Matcher word = words.matcher(text);
        while (word.find()) {
            if (IdentifierMatcher.isSearchable(word.group()) && any.contains(ErasureFolder.hash(salt, word.group()))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The condition under which a row of a table may come in.
     *
     * @param table {@code layer.table}
     * @param among columns that the rows have
     * @return SQL over these columns, never null; {@code true} when all may
     */
    public String admits(String table, Set<String> among) {
        return columns.getOrDefault(table, Map.of()).entrySet().stream()
                .filter(column -> among.contains(column.getKey()))
                .map(column -> "coalesce(substr(sha256(" + Sql.literal(salt) + " || trim(cast("
                        + Sql.identifier(column.getKey()) + " as varchar))), 1, " + 2 * HASH_BYTES + ") not in ("
                        + column.getValue().stream().sorted().map(Sql::literal).collect(Collectors.joining(", "))
                        + "), true)")
                .sorted()
                .reduce((one, other) -> one + " and " + other)
                .orElse("true");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Suppression that && columns.equals(that.columns) && any.equals(that.any);
    }

    @Override
    public int hashCode() {
        return columns.hashCode() + any.hashCode();
    }

    @Override
    public String toString() {
        return any.size() + " suppressed identifiers";
    }
}
