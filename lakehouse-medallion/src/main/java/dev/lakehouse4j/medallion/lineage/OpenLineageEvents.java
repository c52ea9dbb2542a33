package dev.lakehouse4j.medallion.lineage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.lineage.ColumnLineage;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes run events after OpenLineage 2-0-2. A table is a dataset named by its folder, as in {@code file} URIs. */
final class OpenLineageEvents {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String PRODUCER = "https://github.com/lakehouse4j/lakehouse4j";
    private static final String SPEC = "https://openlineage.io/spec/";
    private static final String NAMESPACE = "lakehouse4j";

    private final Lakehouse lake;
    private final String runId;
    private final Map<String, Optional<TableSnapshot>> snapshots = new LinkedHashMap<>();

    OpenLineageEvents(Lakehouse lake, String runId) {
        this.lake = lake;
        this.runId = runId;
    }

    /**
     * An event.
     *
     * @param time when what it tells of happened
     * @param json the event on one line
     */
    record Event(Instant time, String json) {}

    /** The two events of a step that ended. */
    List<Event> events(StepRun step, List<TableLineage> lineage) {
        UUID id = UUID.nameUUIDFromBytes((runId + "/" + step.table()).getBytes(StandardCharsets.UTF_8));
        TableLineage table = lineage.stream()
                .filter(each -> each.target().equals(step.table()))
                .findFirst()
                .orElse(null);
        ObjectNode start = event("START", step.startedAt(), id, step, table);
        inputs(start.putArray("inputs"), table, false);
        start.putArray("outputs").add(dataset(step.table(), null));
        boolean failed = step.error() != null;
        ObjectNode end = event(failed ? "FAIL" : "COMPLETE", step.endedAt(), id, step, table);
        inputs(end.putArray("inputs"), table, true);
        ArrayNode outputs = end.putArray("outputs");
        ObjectNode output = dataset(step.table(), null);
        if (failed) {
            runFacets(end).set("errorMessage", error(String.valueOf(step.error())));
        } else {
            output = described(step.table(), step.schema());
            ((ObjectNode) output.path("facets")).set("columnLineage", columnLineage(table));
            output.putObject("outputFacets").set("outputStatistics", statistics(step));
        }
        outputs.add(output);
        if (!failed) {
            lineage.stream()
                    .filter(each -> each.target().startsWith("models."))
                    .forEach(model -> outputs.add(dataset(model.target(), null)));
        }
        return List.of(new Event(step.startedAt(), start.toString()), new Event(step.endedAt(), end.toString()));
    }

    private ObjectNode event(String type, Instant time, UUID id, StepRun step, @Nullable TableLineage lineage) {
        ObjectNode event = MAPPER.createObjectNode();
        event.put("eventType", type);
        event.put("eventTime", time.toString());
        event.put("producer", PRODUCER);
        event.put("schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent");
        ObjectNode run = event.putObject("run");
        run.put("runId", id.toString());
        ObjectNode runFacets = run.putObject("facets");
        ObjectNode parent = facet("1-2-0/ParentRunFacet.json#/$defs/ParentRunFacet");
        parent.putObject("run").put("runId", runId);
        parent.putObject("job").put("namespace", NAMESPACE).put("name", "pipeline");
        runFacets.set("parent", parent);
        ObjectNode engine = facet("1-1-1/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet");
        engine.put("version", engineVersion()).put("name", "lakehouse4j");
        runFacets.set("processing_engine", engine);
        ObjectNode job = event.putObject("job");
        job.put("namespace", NAMESPACE).put("name", step.table());
        ObjectNode jobFacets = job.putObject("facets");
        ObjectNode type2 = facet("2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet");
        type2.put("processingType", "BATCH")
                .put("integration", "LAKEHOUSE4J")
                .put("jobType", step.kind().toUpperCase(java.util.Locale.ROOT));
        jobFacets.set("jobType", type2);
        if (lineage != null && lineage.step() == TableLineage.Step.SQL && lineage.definition() != null) {
            ObjectNode sql = facet("1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet");
            sql.put("query", lineage.definition()).put("dialect", "duckdb");
            jobFacets.set("sql", sql);
        }
        return event;
    }

    private static String engineVersion() {
        String version = OpenLineageEvents.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private static ObjectNode runFacets(ObjectNode event) {
        return (ObjectNode) event.path("run").path("facets");
    }

    private void inputs(ArrayNode array, @Nullable TableLineage lineage, boolean described) {
        if (lineage == null) {
            return;
        }
        for (TableLineage.Input input : lineage.inputs()) {
            boolean isTable = TableLineage.Kind.of(input.name()) == TableLineage.Kind.TABLE;
            if (described && isTable) {
                TableSchema schema =
                        snapshot(input.name()).map(TableSnapshot::schema).orElse(null);
                array.add(described(input.name(), schema));
            } else {
                array.add(dataset(input.name(), input.location()));
            }
        }
    }

    // ---- datasets
    // -----------------------------------------------------------------------------------------------------

    private record Name(String namespace, String name) {}

    /** A table of the lake and a file are named by their paths; a model by its name in the lake. */
    private Name name(String object, @Nullable String location) {
        if (location != null) {
            return new Name("file", path(URI.create(location)));
        }
        String[] parts = object.split("\\.", 2);
        boolean isTable = TableLineage.Kind.of(object) == TableLineage.Kind.TABLE;
        Path folder = isTable && parts.length == 2
                ? lake.root()
                        .resolve(parts[0].equals("system") ? "_system" : parts[0])
                        .resolve(parts[1])
                : lake.root().resolve(object.replace('.', '/'));
        return new Name("file", path(folder.toUri()));
    }

    private static String path(URI uri) {
        String path = uri.getPath();
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private ObjectNode dataset(String object, @Nullable String location) {
        Name name = name(object, location);
        ObjectNode dataset = MAPPER.createObjectNode();
        dataset.put("namespace", name.namespace()).put("name", name.name());
        ObjectNode facets = dataset.putObject("facets");
        ObjectNode source = facet("1-0-1/DatasourceDatasetFacet.json#/$defs/DatasourceDatasetFacet");
        source.put("name", object).put("uri", location != null ? location : "file://" + encoded(name.name()));
        facets.set("dataSource", source);
        return dataset;
    }

    private static String encoded(String path) {
        return Path.of(path).toUri().getRawPath();
    }

    private ObjectNode described(String table, @Nullable TableSchema declared) {
        ObjectNode dataset = dataset(table, null);
        ObjectNode facets = (ObjectNode) dataset.path("facets");
        Optional<TableSnapshot> snapshot = snapshot(table);
        TableSchema schema = snapshot.map(TableSnapshot::schema).orElse(declared);
        if (schema != null) {
            ObjectNode facet = facet("1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet");
            ArrayNode fields = facet.putArray("fields");
            for (Column column : schema.columns()) {
                ObjectNode field = fields.addObject();
                field.put("name", column.name()).put("type", column.type().sql());
                if (column.comment() != null) {
                    field.put("description", column.comment());
                }
            }
            facets.set("schema", facet);
            if (schema.comment() != null) {
                facets.set(
                        "documentation",
                        facet("1-1-0/DocumentationDatasetFacet.json#/$defs/DocumentationDatasetFacet")
                                .put("description", schema.comment()));
            }
        }
        snapshot.ifPresent(known -> facets.set(
                "version",
                facet("1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet")
                        .put("datasetVersion", String.valueOf(known.version()))));
        return dataset;
    }

    private Optional<TableSnapshot> snapshot(String table) {
        return snapshots.computeIfAbsent(
                table,
                name -> lake.tables().contains(name) ? lake.store().latest(lake.folder(name)) : Optional.empty());
    }

    private ObjectNode columnLineage(@Nullable TableLineage lineage) {
        ObjectNode facet = facet("1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet");
        ObjectNode fields = facet.putObject("fields");
        ArrayNode dataset = facet.putArray("dataset");
        if (lineage == null) {
            return facet;
        }
        Map<String, String> locations = new LinkedHashMap<>();
        lineage.inputs()
                .forEach(input -> locations.put(input.name(), input.location() == null ? "" : input.location()));
        for (ColumnLineage column : lineage.columns()) {
            inputFields(fields.putObject(column.column()).putArray("inputFields"), column.sources(), locations);
        }
        inputFields(dataset, lineage.rows(), locations);
        return facet;
    }

    private void inputFields(ArrayNode array, List<ColumnSource> sources, Map<String, String> locations) {
        Map<String, List<ColumnSource>> byColumn = new LinkedHashMap<>();
        for (ColumnSource source : sources) {
            if (!source.column().isRows()) { // The specification knows fields only.
                byColumn.computeIfAbsent(source.column().toString(), unused -> new ArrayList<>())
                        .add(source);
            }
        }
        for (List<ColumnSource> ways : byColumn.values()) {
            ColumnSource first = ways.get(0);
            String location = locations.getOrDefault(first.column().table(), "");
            Name name = name(first.column().table(), location.isEmpty() ? null : location);
            ObjectNode field = array.addObject();
            field.put("namespace", name.namespace()).put("name", name.name());
            field.put("field", first.column().column());
            ArrayNode transformations = field.putArray("transformations");
            for (ColumnSource way : ways) {
                transformations
                        .addObject()
                        .put("type", way.dependency().direct() ? "DIRECT" : "INDIRECT")
                        .put("subtype", way.dependency().name())
                        .put("description", "")
                        .put("masking", way.masking());
            }
        }
    }

    private ObjectNode statistics(StepRun step) {
        ObjectNode facet =
                facet("1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet");
        facet.put("rowCount", step.rowsOut());
        snapshot(step.table()).ifPresent(snapshot -> {
            facet.put("size", snapshot.sizeBytes());
            facet.put("fileCount", snapshot.files().size());
        });
        return facet;
    }

    private static ObjectNode error(String message) {
        return facet("1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet")
                .put("message", message)
                .put("programmingLanguage", "Java");
    }

    private static ObjectNode facet(String schema) {
        return MAPPER.createObjectNode().put("_producer", PRODUCER).put("_schemaURL", SPEC + "facets/" + schema);
    }
}
