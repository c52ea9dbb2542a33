package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Registered models on an MLflow server, over its REST interface: the Java client can only read them. */
final class ServerRegistry extends BaseRegistry {

    private static final String PAGE = "200";

    private final MlflowServer server;

    ServerRegistry(ServerTracker tracker, MlflowServer server) {
        super(tracker);
        this.server = server;
    }

    @Override
    public List<String> models() {
        List<String> names = new ArrayList<>();
        search("list the models", "registered-models/search", "", "registered_models")
                .forEach(model -> names.add(model.path("name").asText()));
        return names.stream().sorted().toList();
    }

    private List<JsonNode> search(String what, String path, String filter, String field) {
        List<JsonNode> found = new ArrayList<>();
        String token = "";
        do {
            Map<String, String> query = new TreeMap<>(Map.of("max_results", PAGE));
            if (!filter.isEmpty()) {
                query.put("filter", filter);
            }
            if (!token.isEmpty()) {
                query.put("page_token", token);
            }
            JsonNode page = server.json(what, server.get(what, path, query));
            page.path(field).forEach(found::add);
            token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
        return found;
    }

    @Override
    ModelVersion create(String name, RunRecord run, String artifactPath, String description) {
        String what = "register the model " + name;
        MlflowServer.Answer created = server.send(
                what, "POST", "registered-models/create", Json.object().put("name", name));
        if (!created.errorCode().equals("RESOURCE_ALREADY_EXISTS")) {
            server.json(what, created);
        }
        ObjectNode body = Json.object()
                .put("name", name)
                .put("source", run.artifactUri() + "/" + artifactPath)
                .put("run_id", run.id())
                .put("description", description);
        return read(server.json(what, server.send(what, "POST", "model-versions/create", body))
                .path("model_version"));
    }

    private static ModelVersion read(JsonNode node) {
        List<String> aliases = new ArrayList<>();
        node.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        return read(node, aliases);
    }

    private static ModelVersion read(JsonNode node, List<String> aliases) {
        Map<String, String> tags = new TreeMap<>();
        node.path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        String runId = node.path("run_id").asText("");
        String source = node.path("source").asText("");
        return new ModelVersion(
                node.path("name").asText(),
                node.path("version").asInt(),
                runId,
                ModelVersion.artifactPath(source, runId),
                source,
                node.path("description").asText(""),
                aliases,
                tags,
                FolderTracker.millis(node.get("creation_timestamp")));
    }

    @Override
    List<ModelVersion> readVersions(String name) {
        String what = "list the versions of model " + name;
        MlflowServer.Answer model = server.get(what, "registered-models/get", Map.of("name", name));
        if (model.isMissing()) {
            throw noSuchModel(name, models());
        }
        Map<String, List<String>> aliases = new TreeMap<>();
        // The search leaves out the aliases of versions; the model has them.
        server.json(what, model)
                .path("registered_model")
                .path("aliases")
                .forEach(alias -> aliases.computeIfAbsent(alias.path("version").asText(), version -> new ArrayList<>())
                        .add(alias.path("alias").asText()));
        String quote = name.contains("'") ? "\"" : "'";
        return search(what, "model-versions/search", "name=" + quote + name + quote, "model_versions").stream()
                .map(version -> read(
                        version, aliases.getOrDefault(version.path("version").asText(), List.of())))
                .toList();
    }

    @Override
    ModelVersion readVersion(String name, int version) {
        String what = "read version " + version + " of model " + name;
        MlflowServer.Answer answer =
                server.get(what, "model-versions/get", Map.of("name", name, "version", String.valueOf(version)));
        if (answer.isMissing()) {
            throw noSuchVersion(name, version, versions(name));
        }
        return read(server.json(what, answer).path("model_version"));
    }

    @Override
    ModelVersion readAlias(String name, String alias) {
        String what = "read the alias " + alias + " of model " + name;
        MlflowServer.Answer answer = server.get(what, "registered-models/alias", Map.of("name", name, "alias", alias));
        // MLflow calls a missing alias an invalid parameter.
        if (answer.isMissing() || answer.errorCode().equals("INVALID_PARAMETER_VALUE")) {
            versions(name);
            throw noSuchAlias(name, alias);
        }
        return read(server.json(what, answer).path("model_version"));
    }

    @Override
    void writeAlias(String name, String alias, int version) {
        change(
                "POST",
                "registered-models/alias",
                Json.object().put("name", name).put("alias", alias).put("version", String.valueOf(version)));
    }

    @Override
    void deleteAlias(String name, String alias) {
        String what = "change the model " + name;
        MlflowServer.Answer model = server.get(what, "registered-models/get", Map.of("name", name));
        if (model.isMissing()) {
            throw noSuchModel(name, models());
        }
        change(
                "DELETE",
                "registered-models/alias",
                Json.object().put("name", name).put("alias", alias));
    }

    @Override
    void writeTag(String name, int version, String key, String value) {
        change(
                "POST",
                "model-versions/set-tag",
                Json.object()
                        .put("name", name)
                        .put("version", String.valueOf(version))
                        .put("key", key)
                        .put("value", value));
    }

    @Override
    void writeDescription(String name, int version, String description) {
        change(
                "PATCH",
                "model-versions/update",
                Json.object()
                        .put("name", name)
                        .put("version", String.valueOf(version))
                        .put("description", description));
    }

    private void change(String method, String path, ObjectNode body) {
        String what = "change the model " + body.path("name").asText();
        server.json(what, server.send(what, method, path, body));
    }
}
