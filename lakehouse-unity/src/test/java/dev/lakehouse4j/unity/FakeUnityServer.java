package dev.lakehouse4j.unity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that keeps catalogs, schemas and tables as Unity Catalog's REST API 2.1 describes it. A body with a field that
 * the specification does not know, without one that it requires, or with one of another type is refused.
 */
final class FakeUnityServer implements AutoCloseable {

    static final String API = "/api/2.1/unity-catalog";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String REQUIRED = "!";

    /** Fields of the specification's schemas with their types; those with ! are required. */
    private static final Map<String, String> CREATE_CATALOG =
            Map.of("name", "string!", "comment", "string", "properties", "map", "storage_root", "string");

    private static final Map<String, String> CREATE_SCHEMA = Map.of(
            "name", "string!",
            "catalog_name", "string!",
            "comment", "string",
            "properties", "map",
            "storage_root", "string");

    private static final Map<String, String> UPDATE_SCHEMA =
            Map.of("comment", "string", "properties", "map", "new_name", "string");

    private static final Map<String, String> CREATE_TABLE = Map.ofEntries(
            Map.entry("name", "string!"),
            Map.entry("catalog_name", "string!"),
            Map.entry("schema_name", "string!"),
            Map.entry("table_type", "string!"),
            Map.entry("data_source_format", "string"),
            Map.entry("columns", "columns!"),
            Map.entry("storage_location", "string"),
            Map.entry("comment", "string"),
            Map.entry("properties", "map"),
            Map.entry("view_definition", "string"),
            Map.entry("view_dependencies", "map"));

    private static final Map<String, String> COLUMN = Map.ofEntries(
            Map.entry("name", "string!"),
            Map.entry("type_text", "string!"),
            Map.entry("type_json", "string!"),
            Map.entry("type_name", "string!"),
            Map.entry("type_precision", "int"),
            Map.entry("type_scale", "int"),
            Map.entry("type_interval_type", "string"),
            Map.entry("position", "int"),
            Map.entry("comment", "string"),
            Map.entry("nullable", "boolean"),
            Map.entry("partition_index", "int"));

    private static final Set<String> TYPE_NAMES = Set.of(
            "BOOLEAN",
            "BYTE",
            "SHORT",
            "INT",
            "LONG",
            "FLOAT",
            "DOUBLE",
            "DATE",
            "TIMESTAMP",
            "TIMESTAMP_NTZ",
            "STRING",
            "BINARY",
            "DECIMAL",
            "ARRAY",
            "STRUCT",
            "MAP");

    /** A request as it came. */
    record Received(String method, String path, String body, Map<String, List<String>> headers) {

        JsonNode json() {
            return parse(body);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** What goes wrong with the next request whose method and path begin so. */
    private record Fault(String start, int status, String body, boolean afterwards, Map<String, String> headers) {}

    final Map<String, ObjectNode> catalogs = new TreeMap<>();
    final Map<String, ObjectNode> schemas = new TreeMap<>();
    final Map<String, ObjectNode> tables = new TreeMap<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private String token = "";
    private int pageSize = 50;

    FakeUnityServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** A client that does not wait long between attempts. */
    UnityCatalog client() {
        return UnityCatalog.connect(uri()).firstPause(java.time.Duration.ofMillis(1));
    }

    synchronized void requireToken(String secret) {
        token = secret;
    }

    synchronized void pageSize(int size) {
        pageSize = size;
    }

    /** Answers the next request that begins so in this way, and does nothing. */
    synchronized void fail(String start, int status, String body) {
        faults.add(new Fault(start, status, body, false, Map.of()));
    }

    synchronized void redirect(String start, URI elsewhere) {
        faults.add(new Fault(start, 302, "", false, Map.of("Location", elsewhere.toString())));
    }

    /** Does what the next request that begins so asks for, and answers in this way all the same. */
    synchronized void loseAnswer(String start, int status) {
        faults.add(new Fault(start, status, "", true, Map.of()));
    }

    /** The requests since the last call. */
    synchronized List<Received> takeReceived() {
        List<Received> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    static String error(String code, String message) {
        return MAPPER.createObjectNode()
                .put("error_code", code)
                .put("message", message)
                .toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath()
                            + (exchange.getRequestURI().getRawQuery() == null
                                    ? ""
                                    : "?" + exchange.getRequestURI().getRawQuery()),
                    body,
                    new HashMap<>(exchange.getRequestHeaders()));
            Answer answer = answer(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Answer(int status, String body, Map<String, String> headers) {

        static Answer ok(JsonNode body) {
            return new Answer(200, body.toString(), Map.of());
        }

        static Answer failed(int status, String code, String message) {
            return new Answer(status, error(code, message), Map.of());
        }
    }

    private synchronized Answer answer(Received request) {
        received.add(request);
        Fault fault = takeFault(request);
        if (fault != null && !fault.afterwards()) {
            return new Answer(fault.status(), fault.body(), fault.headers());
        }
        Answer answer;
        try {
            answer = work(request);
        } catch (IllegalArgumentException e) {
            answer = Answer.failed(400, "INVALID_ARGUMENT", String.valueOf(e.getMessage()));
        }
        return fault == null ? answer : new Answer(fault.status(), fault.body(), fault.headers());
    }

    private Fault takeFault(Received request) {
        for (Iterator<Fault> all = faults.iterator(); all.hasNext(); ) {
            Fault fault = all.next();
            if (request.toString().startsWith(fault.start())) {
                all.remove();
                return fault;
            }
        }
        return null;
    }

    private Answer work(Received request) {
        List<String> authorization = request.headers().getOrDefault("Authorization", List.of());
        if (!token.isEmpty() && !authorization.equals(List.of("Bearer " + token))) {
            return Answer.failed(401, "UNAUTHENTICATED", "The token " + authorization + " is not valid.");
        }
        if (!request.path().startsWith(API)) {
            return new Answer(404, "Not found", Map.of());
        }
        String[] split = request.path().substring(API.length()).split("\\?", 2);
        String[] path = split[0].substring(1).split("/", -1);
        String name = path.length > 1 ? URLDecoder.decode(path[1], StandardCharsets.UTF_8) : "";
        return switch (request.method() + " " + path[0] + (name.isEmpty() ? "" : "/*")) {
            case "POST catalogs" -> create(catalogs, "Catalog", checked(request.json(), CREATE_CATALOG), "name");
            case "GET catalogs/*" -> get(catalogs, "Catalog", name);
            case "POST schemas" -> createSchema(checked(request.json(), CREATE_SCHEMA));
            case "GET schemas/*" -> get(schemas, "Schema", name);
            case "PATCH schemas/*" -> updateSchema(name, checked(request.json(), UPDATE_SCHEMA));
            case "POST tables" -> createTable(checked(request.json(), CREATE_TABLE));
            case "GET tables/*" -> get(tables, "Table", name);
            case "DELETE tables/*" -> delete(name);
            case "GET tables" -> list(split[1]);
            default -> new Answer(405, "", Map.of());
        };
    }

    private static Answer get(Map<String, ObjectNode> from, String kind, String name) {
        ObjectNode found = from.get(name);
        return found == null ? Answer.failed(404, "NOT_FOUND", kind + " not found: " + name) : Answer.ok(found);
    }

    private static Answer create(Map<String, ObjectNode> into, String kind, ObjectNode body, String... nameFields) {
        List<String> parts = new ArrayList<>();
        for (String field : nameFields) {
            parts.add(body.get(field).asText());
        }
        String name = String.join(".", parts);
        if (into.containsKey(name)) {
            return Answer.failed(409, "ALREADY_EXISTS", kind + " already exists: " + name);
        }
        ObjectNode stored = body.deepCopy().put("id", "id-" + name).put("created_at", 1_700_000_000_000L);
        into.put(name, stored);
        return Answer.ok(stored);
    }

    private Answer createSchema(ObjectNode body) {
        if (!catalogs.containsKey(body.get("catalog_name").asText())) {
            return Answer.failed(404, "NOT_FOUND", "Catalog not found: " + body.get("catalog_name"));
        }
        return create(schemas, "Schema", body, "catalog_name", "name");
    }

    private Answer updateSchema(String name, ObjectNode body) {
        ObjectNode schema = schemas.get(name);
        if (schema == null) {
            return Answer.failed(404, "NOT_FOUND", "Schema not found: " + name);
        }
        schema.setAll(body);
        return Answer.ok(schema);
    }

    private Answer createTable(ObjectNode body) {
        String schema = body.get("catalog_name").asText() + "."
                + body.get("schema_name").asText();
        if (!schemas.containsKey(schema)) {
            return Answer.failed(404, "NOT_FOUND", "Schema not found: " + schema);
        }
        if (!body.get("table_type").asText().equals("EXTERNAL") || !body.has("storage_location")) {
            return Answer.failed(400, "INVALID_ARGUMENT", "Only external tables with a location are supported");
        }
        for (JsonNode column : body.get("columns")) {
            if (!TYPE_NAMES.contains(column.get("type_name").asText())) {
                return Answer.failed(400, "INVALID_ARGUMENT", "unknown type " + column);
            }
        }
        return create(tables, "Table", body, "catalog_name", "schema_name", "name");
    }

    private Answer delete(String name) {
        return tables.remove(name) == null
                ? Answer.failed(404, "NOT_FOUND", "Table not found: " + name)
                : Answer.ok(MAPPER.createObjectNode());
    }

    private Answer list(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        String schema = parameters.get("catalog_name") + "." + parameters.get("schema_name");
        if (!schemas.containsKey(schema)) {
            return Answer.failed(404, "NOT_FOUND", "Schema not found: " + schema);
        }
        if (Integer.parseInt(parameters.getOrDefault("max_results", "0")) > 50) {
            return Answer.failed(400, "INVALID_ARGUMENT", "max_results is above 50");
        }
        List<ObjectNode> all = tables.entrySet().stream()
                .filter(table -> table.getKey().startsWith(schema + "."))
                .map(Map.Entry::getValue)
                .toList();
        int from = Integer.parseInt(parameters.getOrDefault("page_token", "0"));
        int to = Math.min(all.size(), from + pageSize);
        ObjectNode answer = MAPPER.createObjectNode();
        ArrayNode page = answer.putArray("tables");
        all.subList(from, to).forEach(page::add);
        // As the real one does: the last page names a next one as well, which is empty.
        if (from < to) {
            answer.put("next_page_token", String.valueOf(to));
        } else {
            answer.put("next_page_token", "");
        }
        return Answer.ok(answer);
    }

    private static ObjectNode checked(JsonNode body, Map<String, String> fields) {
        if (!body.isObject()) {
            throw new IllegalArgumentException("no object: " + body);
        }
        fields.forEach((name, type) -> {
            if (type.endsWith(REQUIRED) && body.path(name).isMissingNode()) {
                throw new IllegalArgumentException("no " + name + ": " + body);
            }
        });
        body.properties().forEach(field -> {
            String type = fields.get(field.getKey());
            if (type == null) {
                throw new IllegalArgumentException("unknown field " + field);
            }
            JsonNode value = field.getValue();
            boolean fits =
                    switch (type.replace(REQUIRED, "")) {
                        case "string" -> value.isTextual();
                        case "int" -> value.isInt();
                        case "boolean" -> value.isBoolean();
                        case "map" -> value.isObject();
                        case "columns" -> value.isArray();
                        default -> throw new IllegalStateException(type);
                    };
            if (!fits) {
                throw new IllegalArgumentException("wrong type of " + field);
            }
            if (type.startsWith("columns")) {
                value.forEach(column -> checked(column, COLUMN));
            }
            if (type.startsWith("map")) {
                value.forEach(property -> {
                    if (!property.isTextual() || property.asText().length() > 255) {
                        throw new IllegalArgumentException("wrong property " + property);
                    }
                });
            }
        });
        return (ObjectNode) body;
    }
}
