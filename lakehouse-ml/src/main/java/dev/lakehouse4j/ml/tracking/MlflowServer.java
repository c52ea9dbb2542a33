package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * The ways to an MLflow server: its Java client for what that can do, plain HTTP for registry writes, dataset inputs and
 * artifacts. Every failure becomes an error with a remedy.
 */
final class MlflowServer implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

    private static final String API = "/api/2.0/mlflow/";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int LONGEST_BODY = 300;
    /** The slowest upload or download that is waited for, in bytes a second. */
    private static final long SLOWEST_TRANSFER = 1_000_000;

    private final ServerSettings settings;
    private final String base;
    private final MlflowClient client;
    private final HttpClient http;
    /** The Java client has no timeouts of its own, so each call is made on a thread that can be given up on. */
    private final ExecutorService calls;

    MlflowServer(ServerSettings settings) {
        this.settings = settings;
        this.base = settings.uri().toString().replaceAll("/+$", "");
        this.client = new MlflowClient(new BasicMlflowHostCreds(
                base,
                settings.user().isEmpty() ? null : settings.user(),
                settings.user().isEmpty() ? null : settings.password(),
                settings.token().isEmpty() ? null : settings.token(),
                false));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build();
        this.calls = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "mlflow-client");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String toString() {
        return base;
    }

    @Override
    public void close() {
        calls.shutdownNow();
        client.close();
    }

    // ---- the Java client
    // ---------------------------------------------------------------------------------------------

    interface ClientCall<T> {
        T on(MlflowClient client);
    }

    /** Calls the Java client; {@code what} completes «Cannot …». */
    <T> T client(String what, ClientCall<T> call) {
        if (calls.isShutdown()) {
            throw new TrackingException("Cannot " + what + ": the tracker is closed. Open it again.");
        }
        Future<T> answer = calls.submit(() -> call.on(client));
        try {
            return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MlflowHttpException refused) {
                String body = refused.getBodyMessage() == null ? "" : refused.getBodyMessage();
                throw refused(what, refused.getStatusCode(), body);
            }
            if (e.getCause() instanceof MlflowClientException failed) {
                throw unreachable(what, failed);
            }
            throw new TrackingException(
                    "Cannot " + what + ": the answer of " + base + " is not understood (" + e.getCause()
                            + "). Check that it is an MLflow server.",
                    e,
                    false);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw timedOut(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrackingException("Cannot " + what + ": the thread was interrupted. Try again.", e, true);
        }
    }

    // ---- plain HTTP
    // --------------------------------------------------------------------------------------------------

    /** An answer of the API with an error code of MLflow, for callers that know what to do about it. */
    record Answer(int status, String body) {

        boolean isOk() {
            return status / 100 == 2;
        }

        /** MLflow's error code, {@code RESOURCE_DOES_NOT_EXIST}; empty when the answer is not MLflow's. */
        String errorCode() {
            try {
                return MAPPER.readTree(body).path("error_code").asText("");
            } catch (JsonProcessingException e) {
                return "";
            }
        }

        boolean isMissing() {
            return errorCode().equals("RESOURCE_DOES_NOT_EXIST")
                    || (status == NOT_FOUND && !errorCode().isEmpty());
        }
    }

    Answer get(String what, String path, Map<String, String> query) {
        HttpRequest.Builder request = request(API + path + query(query)).GET();
        return text(what, request);
    }

    Answer send(String what, String method, String path, ObjectNode body) {
        HttpRequest.Builder request = request(API + path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
        return text(what, request);
    }

    /** The JSON of an answer that has to be good. */
    JsonNode json(String what, Answer answer) {
        if (!answer.isOk()) {
            throw refused(what, answer.status(), answer.body());
        }
        try {
            return MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw notMlflow(what, "its answer is not JSON: " + head(answer.body()), e);
        }
    }

    /** Fails unless an MLflow server answers and lets this user read. */
    void check() {
        String what = "open the MLflow server at " + base;
        JsonNode found = json(what, get(what, "experiments/search", Map.of("max_results", "1")));
        if (!found.isObject()) {
            throw notMlflow(what, "its answer is no object", null);
        }
    }

    void put(String what, String path, BaseTracker.Content content) {
        try {
            HttpRequest.BodyPublisher body;
            if (content instanceof BaseTracker.InFile given) {
                body = HttpRequest.BodyPublishers.ofFile(given.file());
            } else {
                body = HttpRequest.BodyPublishers.ofByteArray(((BaseTracker.Bytes) content).bytes());
            }
            long size = body.contentLength();
            Answer answer = text(
                    what,
                    request(path)
                            .timeout(settings.timeout().plus(Duration.ofSeconds(size / SLOWEST_TRANSFER)))
                            .header("Content-Type", "application/octet-stream")
                            .PUT(body));
            if (!answer.isOk()) {
                throw refused(what, answer.status(), answer.body());
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage(what, e);
        }
    }

    /** The bytes at a path; null when there is nothing. */
    byte @Nullable [] bytes(String what, String path) {
        HttpResponse<byte[]> answer = exchange(what, request(path).GET(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == OK) {
            return answer.body();
        }
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        boolean missing = answer.statusCode() == NOT_FOUND
                || body.contains("No such file or directory")
                || body.contains("No such artifact");
        if (missing) {
            return null;
        }
        throw refused(what, answer.statusCode(), body);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(settings.timeout());
        if (!settings.token().isEmpty()) {
            request.header("Authorization", "Bearer " + settings.token());
        } else if (!settings.user().isEmpty()) {
            byte[] pair = (settings.user() + ":" + settings.password()).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return request;
    }

    private Answer text(String what, HttpRequest.Builder request) {
        HttpResponse<String> answer =
                exchange(what, request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(answer.statusCode(), answer.body());
    }

    private <T> HttpResponse<T> exchange(
            String what, HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (HttpTimeoutException e) {
            throw timedOut(what, e);
        } catch (IOException e) {
            throw unreachable(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrackingException("Cannot " + what + ": the thread was interrupted. Try again.", e, true);
        }
    }

    static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .sorted()
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** A path with each of its parts encoded. */
    static String encodePath(String path) {
        StringBuilder encoded = new StringBuilder();
        for (String part : path.split("/", -1)) {
            encoded.append(encoded.isEmpty() ? "" : "/")
                    .append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return encoded.toString();
    }

    // ---- errors
    // ------------------------------------------------------------------------------------------------------

    TrackingException refused(String what, int status, String body) {
        String reason = reason(body);
        return switch (status) {
            case 401 ->
                new TrackingException("Cannot " + what + ": " + base + " does not know this user (401). Give"
                        + " ServerSettings a valid token or user and password.");
            case 403 ->
                new TrackingException(
                        "Cannot " + what + ": " + base + " forbids it (403: " + reason
                                + "). Use a user who may do this; when it speaks of the host, start the server with --allowed-hosts.");
            case 503 -> body.contains("serve-artifacts") ? noProxy(what, base) : busy(what, status, reason);
            case 429, 500, 502, 504 -> busy(what, status, reason);
            case NOT_FOUND ->
                reason.isEmpty() || new Answer(status, body).errorCode().isEmpty()
                        ? notMlflow(what, "404", null)
                        : new TrackingException("Cannot " + what + ": " + base + " does not have it (" + reason
                                + "). Check the name or id.");
            default ->
                new TrackingException("Cannot " + what + ": " + base + " refuses it (" + status + ": " + reason
                        + "). Change the request.");
        };
    }

    private TrackingException busy(String what, int status, String reason) {
        return new TrackingException(
                "Cannot " + what + ": " + base + " failed (" + status + ": " + reason
                        + "). Look into its log, and try again.",
                null,
                true);
    }

    static TrackingException noProxy(String what, Object where) {
        return new TrackingException("Cannot " + what + ": artifacts do not go through the MLflow server (" + where
                + "). Start it with --serve-artifacts, and use an experiment that was created since: an older one keeps its"
                + " place for artifacts.");
    }

    private TrackingException notMlflow(String what, String why, @Nullable Throwable cause) {
        return new TrackingException(
                "Cannot " + what + ": " + base + " does not answer as an MLflow server does (" + why
                        + "). Check the address, without /api or #/ at its end.",
                cause,
                false);
    }

    private TrackingException unreachable(String what, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof ConnectException)) {
            root = root.getCause();
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new TrackingException(
                "Cannot " + what + ": no server answers at " + base + " (" + reason
                        + "). Start it (mlflow server), check the address, or track to a folder.",
                cause,
                true);
    }

    private TrackingException timedOut(String what, Throwable cause) {
        return new TrackingException(
                "Cannot " + what + ": " + base + " did not answer within "
                        + settings.timeout().toMillis() + " ms. Try again, or give it more time with"
                        + " ServerSettings.withTimeout.",
                cause,
                true);
    }

    /** MLflow's own words when the body is its JSON, otherwise its beginning. */
    private static String reason(String body) {
        try {
            JsonNode message = MAPPER.readTree(body).path("message");
            return head(message.isTextual() ? message.asText() : body);
        } catch (JsonProcessingException e) {
            return head(body);
        }
    }

    private static String head(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.substring(0, Math.min(LONGEST_BODY, line.length()));
    }
}
