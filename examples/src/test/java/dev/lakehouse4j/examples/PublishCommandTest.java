package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code publish unity}; what is sent is tested in the module. */
class PublishCommandTest {

    record City(String name) {}

    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final HttpServer server;

    @TempDir
    Path lake;

    PublishCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    /** A server that has nothing yet and takes everything but what is forbidden. */
    @BeforeEach
    void start() {
        server.createContext("/api/2.1/unity-catalog/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean asked = exchange.getRequestMethod().equals("GET");
                boolean refused = forbidden.stream().anyMatch(body::contains);
                String answer = asked || refused ? "{\"error_code\":\"X\",\"message\":\"no\"}" : body;
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(asked ? 404 : refused ? 403 : 200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        try (Lakehouse opened = Lakehouse.open(lake)) {
            opened.table(TableRef.gold("cities", City.class)).append(List.of(new City("Recife")));
            opened.table(TableRef.gold("towns", City.class)).append(List.of(new City("Olinda")));
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @Test
    void printsWhatWasPublished() {
        Cli published = Cli.call("publish", "unity", "--lake", lake, "--server", address(), "--catalog", "geo")
                .succeeds();

        assertThat(published.err()).isEmpty();
        assertThat(published.out().lines())
                .anySatisfy(line -> assertThat(line).matches("table +geo.gold.cities +created *"))
                .last()
                .isEqualTo("geo on " + address() + ": 4 created");
    }

    @Test
    void whatFailedIsInTheJsonAndTheExitCode() {
        forbidden.add("towns");

        Cli published = Cli.call("publish", "unity", "--lake", lake, "--server", address(), "--json");

        assertThat(published.code()).isEqualTo(3);
        JsonNode report = Cli.parse(published.out());
        assertThat(report.path("catalog").asText()).isEqualTo("lakehouse");
        assertThat(report.path("complete").asBoolean()).isFalse();
        assertThat(report.path("objects"))
                .extracting(object -> object.path("name").asText() + " "
                        + object.path("outcome").asText())
                .containsExactly(
                        "lakehouse created",
                        "lakehouse.gold created",
                        "lakehouse.gold.cities created",
                        "lakehouse.gold.towns failed");
        assertThat(report.path("objects").path(3).path("detail").asText()).contains("forbids it (403: no)");
    }

    @Test
    void aServerThatIsNoneIsAnErrorWithItsRemedy() {
        server.removeContext("/api/2.1/unity-catalog/");

        Cli published = Cli.call("publish", "unity", "--lake", lake, "--server", address());

        assertThat(published.code()).isEqualTo(1);
        assertThat(published.out()).isEmpty();
        assertThat(published.err())
                .contains("does not answer as a Unity Catalog does")
                .contains("Check the address");
    }
}
