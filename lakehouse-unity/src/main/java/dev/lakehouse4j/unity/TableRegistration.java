package dev.lakehouse4j.unity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.catalog.CatalogObject;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.storage.TableSnapshot;
import io.unitycatalog.client.model.ColumnInfo;
import io.unitycatalog.client.model.CreateTable;
import io.unitycatalog.client.model.DataSourceFormat;
import io.unitycatalog.client.model.TableInfo;
import io.unitycatalog.client.model.TableType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server is to say about a table, and how that differs from what it says.
 *
 * @param request what is sent to register the table
 * @param leftOut names of properties that are too long for the server
 */
record TableRegistration(CreateTable request, List<String> leftOut) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Databases that earlier versions of the server set up hold no more in a property. */
    private static final int LONGEST_PROPERTY = 255;
    /** The table's comment, which goes into a field of its own. */
    private static final String COMMENT = "comment";

    /** Describes a table with the comments of the lake's catalog, which has those of the table's schema where it has no own. */
    static TableRegistration of(
            String catalog, String schema, String table, TableSnapshot snapshot, Optional<CatalogObject> documented) {
        Map<String, String> properties = new TreeMap<>(snapshot.properties());
        properties.remove(COMMENT);
        List<String> tooLong = properties.entrySet().stream()
                .filter(property -> property.getValue().length() > LONGEST_PROPERTY
                        || property.getKey().length() > LONGEST_PROPERTY)
                .map(Map.Entry::getKey)
                .toList();
        properties.keySet().removeAll(tooLong);
        return new TableRegistration(
                new CreateTable()
                        .catalogName(catalog)
                        .schemaName(schema)
                        .name(table)
                        .tableType(TableType.EXTERNAL)
                        .dataSourceFormat(DataSourceFormat.DELTA)
                        .storageLocation(location(snapshot.root().toUri().toString()))
                        .comment(documented
                                .map(CatalogObject::comment)
                                .orElse(snapshot.schema().comment()))
                        .properties(properties)
                        .columns(columns(snapshot, documented)),
                tooLong);
    }

    private static List<ColumnInfo> columns(TableSnapshot snapshot, Optional<CatalogObject> documented) {
        Map<String, String> comments = new HashMap<>();
        documented.ifPresent(object -> object.columns().forEach(column -> {
            if (column.comment() != null) {
                comments.put(column.name(), column.comment());
            }
        }));
        List<ColumnInfo> infos = new ArrayList<>();
        for (Column stored : snapshot.schema().columns()) {
            Column column = new Column(
                    stored.name(),
                    stored.type(),
                    stored.nullable(),
                    comments.getOrDefault(stored.name(), stored.comment()));
            ColumnInfo info = ColumnTypes.describe(column, infos.size());
            int partition = snapshot.partitionColumns().indexOf(column.name());
            if (partition >= 0) {
                info.partitionIndex(partition);
            }
            infos.add(info);
        }
        return infos;
    }

    /** One form of the many that name the same folder: {@code file:///folder}. */
    private static String location(String uri) {
        return uri.replaceFirst("^file:/+", "file:///").replaceAll("(?<=[^/])/+$", "");
    }

    /** Whether an entry of this name stands for this very table, and not for another's. */
    boolean isSameTable(TableInfo registered) {
        return registered.getTableType() == TableType.EXTERNAL
                && registered.getDataSourceFormat() == DataSourceFormat.DELTA
                && location(text(registered.getStorageLocation())).equals(request.getStorageLocation());
    }

    /** What differs in words, a difference an item; empty when the server says what it should. */
    List<String> differences(TableInfo registered) {
        List<String> found = new ArrayList<>();
        if (!text(registered.getComment()).equals(text(request.getComment()))) {
            found.add("comment");
        }
        Map<String, String> properties = registered.getProperties() == null ? Map.of() : registered.getProperties();
        request.getProperties().forEach((name, value) -> {
            if (!value.equals(properties.get(name))) {
                found.add("property " + name);
            }
        });
        // What is left of properties of our own; those that the server adds are its affair.
        properties.keySet().stream()
                .filter(name -> name.startsWith("lakehouse4j.")
                        && !request.getProperties().containsKey(name))
                .filter(name -> !leftOut.contains(name))
                .sorted()
                .forEach(name -> found.add("property " + name + " is gone"));
        found.addAll(columnDifferences(registered.getColumns() == null ? List.of() : registered.getColumns()));
        return found;
    }

    private List<String> columnDifferences(List<ColumnInfo> registered) {
        List<String> found = new ArrayList<>();
        Map<String, ColumnInfo> there = new LinkedHashMap<>();
        registered.stream()
                .sorted(Comparator.comparing(ColumnInfo::getPosition, Comparator.nullsLast(Comparator.naturalOrder())))
                .forEach(column -> there.put(text(column.getName()), column));
        List<String> wanted =
                request.getColumns().stream().map(ColumnInfo::getName).toList();
        for (ColumnInfo column : request.getColumns()) {
            ColumnInfo other = there.get(column.getName());
            if (other == null) {
                found.add("column " + column.getName() + " is new");
            } else {
                String changes = changes(column, other);
                if (!changes.isEmpty()) {
                    found.add("column " + column.getName() + " (" + changes + ")");
                }
            }
        }
        there.keySet().stream()
                .filter(name -> !wanted.contains(name))
                .forEach(name -> found.add("column " + name + " is gone"));
        if (found.isEmpty() && !List.copyOf(there.keySet()).equals(wanted)) {
            found.add("order of the columns");
        }
        return found;
    }

    private static String changes(ColumnInfo wanted, ColumnInfo there) {
        List<String> changes = new ArrayList<>();
        if (!sameType(wanted, there)) {
            changes.add("type");
        }
        if (Boolean.FALSE.equals(wanted.getNullable()) != Boolean.FALSE.equals(there.getNullable())) {
            changes.add("nullable");
        }
        if (!text(wanted.getComment()).equals(text(there.getComment()))) {
            changes.add("comment");
        }
        return String.join(", ", changes);
    }

    private static boolean sameType(ColumnInfo wanted, ColumnInfo there) {
        if (wanted.getTypeName() != there.getTypeName()
                || !plain(wanted.getTypeText()).equals(plain(there.getTypeText()))) {
            return false;
        }
        // The text does not say whether elements and fields may be null; the JSON does, where the server keeps it.
        JsonNode due = typeOf(wanted);
        JsonNode found = typeOf(there);
        return due == null || found == null || due.equals(found);
    }

    private static String plain(@Nullable String type) {
        return text(type).replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    }

    private static @Nullable JsonNode typeOf(ColumnInfo column) {
        try {
            return MAPPER.readTree(text(column.getTypeJson())).get("type");
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    /** What to say about a table that was published without some of its properties. */
    String note() {
        return leftOut.isEmpty()
                ? ""
                : "without the properties that are longer than " + LONGEST_PROPERTY + " characters: "
                        + leftOut.stream().collect(Collectors.joining(", "));
    }
}
