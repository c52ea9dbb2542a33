package dev.lakehouse4j.ml.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server says when things go wrong, played by a small server of our own. */
class ServerErrorsTest {

    private record Reply(int status, String body) {}

    private static final String RUN = "0123456789abcdef0123456789abcdef";

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> authorizations = new ArrayList<>();
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        reply("experiments/search", 200, "{\"experiments\": []}");
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void reply(String path, int status, String body) {
        replies.put("/api/2.0/mlflow/" + path, new Reply(status, body));
    }

    private void answer(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        exchange.getRequestBody().readAllBytes();
        Reply reply = replies.getOrDefault(
                exchange.getRequestURI().getPath(), new Reply(404, "<html><h1>Not Found</h1></html>"));
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    private void assertOpening(String message, boolean retriable) {
        assertThatThrownBy(() -> RunTracker.server(uri()))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("Cannot open the MLflow server at " + uri())
                .hasMessageContaining(message)
                .satisfies(error ->
                        assertThat(((TrackingException) error).isRetriable()).isEqualTo(retriable));
    }

    @Test
    void aServerThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> RunTracker.server(URI.create("http://127.0.0.1:" + port)))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("no server answers")
                .hasMessageContaining("mlflow server");
    }

    @Test
    void aServerOfAnotherKind() {
        replies.clear();
        assertOpening("does not answer as an MLflow server does", false);
        reply("experiments/search", 200, "<html>Welcome</html>");
        assertOpening("not JSON: <html>Welcome", false);
    }

    @Test
    void anAddressThatIsNone() {
        for (String address : List.of("file:///data/x", "localhost:5000", "sqlite:///x.db")) {
            assertThatThrownBy(() -> RunTracker.server(URI.create(address)))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("no address of a server");
        }
        assertThatThrownBy(() -> RunTracker.server(URI.create("http://me:secret@host:5000")))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("withUser")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("secret"));
        assertThat(ServerSettings.of(uri()).withToken("secret").toString()).doesNotContain("secret");
    }

    @Test
    void aUserWhoMayNot() {
        reply("experiments/search", 401, "You are not authenticated.");
        assertOpening("does not know this user (401)", false);
        reply("experiments/search", 403, "Invalid Host header - possible DNS rebinding attack detected");
        assertOpening("forbids it (403: Invalid Host header", false);
    }

    @Test
    void aServerThatFails() {
        reply("experiments/search", 500, "{\"error_code\": \"INTERNAL_ERROR\", \"message\": \"database is locked\"}");
        assertOpening("failed (500: database is locked)", true);
    }

    @Test
    void aServerThatNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerSettings settings = ServerSettings.of(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                    .withTimeout(Duration.ofMillis(300));
            assertThatThrownBy(() -> RunTracker.server(settings))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("did not answer within 300 ms");
        }
    }

    @Test
    void callsOfTheJavaClientAreGivenUpOn() throws IOException {
        ServerSettings settings = ServerSettings.of(uri()).withTimeout(Duration.ofMillis(400));
        try (RunTracker tracker = RunTracker.server(settings)) {
            http.removeContext("/");
            http.createContext("/", exchange -> {
                try {
                    Thread.sleep(2_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            });
            assertThatThrownBy(tracker::experiments)
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("did not answer within 400 ms");
        }
    }

    @Test
    void aTokenOrPasswordIsSent() {
        RunTracker.server(ServerSettings.of(uri()).withToken("t0ken")).close();
        assertThat(authorizations).containsOnly("Bearer t0ken");
        authorizations.clear();
        try (RunTracker tracker = RunTracker.server(ServerSettings.of(uri()).withUser("me", "pass"))) {
            tracker.experiments();
        }
        assertThat(authorizations).containsOnly("Basic bWU6cGFzcw==");
    }

    @Test
    void aDeletedExperiment() {
        reply(
                "experiments/get-by-name",
                200,
                "{\"experiment\": {\"experiment_id\": \"1\", \"name\": \"late\", \"lifecycle_stage\": \"deleted\"}}");
        try (RunTracker tracker = RunTracker.server(uri())) {
            assertThatThrownBy(() -> tracker.start("late"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("it is deleted");
        }
    }

    @Test
    void artifactsThatDoNotGoThroughTheServer() {
        runWithArtifactsAt("file:///somewhere/1/" + RUN + "/artifacts");
        try (RunTracker tracker = RunTracker.server(uri());
                TrackedRun run = new TrackedRun((BaseTracker) tracker, RUN)) {
            assertThatThrownBy(() -> run.artifactText("x", "1"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("--serve-artifacts");
        }
        runWithArtifactsAt("mlflow-artifacts:/1/" + RUN + "/artifacts");
        replies.put(
                "/api/2.0/mlflow-artifacts/artifacts/1/" + RUN + "/artifacts/x",
                new Reply(503, "Endpoint disabled due to the mlflow server running with `--no-serve-artifacts`."));
        try (RunTracker tracker = RunTracker.server(uri());
                TrackedRun run = new TrackedRun((BaseTracker) tracker, RUN)) {
            assertThatThrownBy(() -> run.artifactText("x", "1"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("--serve-artifacts");
        }
    }

    private void runWithArtifactsAt(String uri) {
        reply(
                "runs/get",
                200,
                "{\"run\": {\"info\": {\"run_id\": \"" + RUN
                        + "\", \"experiment_id\": \"1\", \"status\": \"RUNNING\", \"start_time\": 1, \"artifact_uri\": \""
                        + uri + "\"}}}");
        reply("runs/update", 200, "{\"run_info\": {}}");
    }

    @Test
    void pagesAreFollowed() {
        List<String> asked = new ArrayList<>();
        http.removeContext("/");
        http.createContext("/", exchange -> {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            asked.add(query);
            boolean second = query.contains("page_token=next");
            byte[] body = (second
                            ? "{\"registered_models\": [{\"name\": \"b\"}]}"
                            : "{\"registered_models\": [{\"name\": \"a\"}], \"next_page_token\": \"next\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        try (RunTracker tracker = RunTracker.server(uri())) {
            assertThat(tracker.registry().models()).containsExactly("a", "b");
        }
        assertThat(asked).hasSize(3);
    }

    @Test
    void aClosedTrackerSaysSo() {
        RunTracker tracker = RunTracker.server(uri());
        tracker.close();
        assertThatThrownBy(tracker::experiments).hasMessageContaining("the tracker is closed");
    }
}
