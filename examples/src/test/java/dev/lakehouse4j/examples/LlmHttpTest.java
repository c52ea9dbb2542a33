package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP client of the command line's language model. */
class LlmHttpTest {

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/busy", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3");
            exchange.sendResponseHeaders(429, 4);
            exchange.getResponseBody().write("busy".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/echo", exchange -> {
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = (key + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/hang", exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private HttpRequest request(String path) {
        return HttpRequest.builder()
                .method(HttpMethod.POST)
                .url("http://127.0.0.1:" + server.getAddress().getPort() + path)
                .addHeader("Authorization", "Bearer k")
                .body("olá")
                .build();
    }

    private static HttpClient client(Duration timeout) {
        return new LlmHttp.Builder().readTimeout(timeout).build();
    }

    @Test
    void bodiesAndHeadersPassThrough() {
        assertThat(client(Duration.ofSeconds(20)).execute(request("/echo")).body())
                .isEqualTo("Bearer k olá");
    }

    @Test
    void aRefusalSaysWhenToComeBack() {
        assertThatThrownBy(() -> client(Duration.ofSeconds(20)).execute(request("/busy")))
                .isInstanceOfSatisfying(
                        HttpException.class,
                        refusal -> assertThat(refusal.statusCode()).isEqualTo(429))
                .hasMessage("busy\nretry-after: 3");
    }

    @Test
    void aServerThatHangsIsGivenUp() {
        assertThatThrownBy(() -> client(Duration.ofMillis(50)).execute(request("/hang")))
                .hasCauseInstanceOf(HttpTimeoutException.class);
    }
}
