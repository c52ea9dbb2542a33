package dev.lakehouse4j.ai.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** langchain4j's OpenAI client against a server on localhost. */
class ChatModelTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private int status = 200;
    private String answer = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(MAPPER.readTree(exchange.getRequestBody()));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private TextModel model() {
        return new ChatTextModel(OpenAiChatModel.builder()
                .baseUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/v1")
                .apiKey("secret")
                .modelName("tiny")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build());
    }

    private static String completion(String content, String finish, String usage) {
        return "{\"id\":\"1\",\"model\":\"tiny\",\"choices\":[{\"index\":0,\"finish_reason\":\"" + finish
                + "\",\"message\":{\"role\":\"assistant\",\"content\":\"" + content + "\"}}]" + usage + "}";
    }

    private LanguageModelException failure(int code, String body) {
        status = code;
        answer = body;
        try {
            model().complete(Prompt.of("", "x"));
        } catch (LanguageModelException e) {
            return e;
        }
        throw new AssertionError("It did not fail.");
    }

    @Test
    void promptsAndAnswersPassThrough() {
        answer = completion("Olá!", "stop", ",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}");

        assertThat(model().name()).isEqualTo("tiny");
        assertThat(model().complete(new Prompt("Be kind.", "Diga olá", 33)))
                .isEqualTo(new Completion("Olá!", 7, 2, false));
        JsonNode request = requests.get(0);
        assertThat(request.path("model").asText()).isEqualTo("tiny");
        assertThat(request.path("max_tokens").asInt()).isEqualTo(33);
        assertThat(request.path("messages").findValuesAsText("role")).containsExactly("system", "user");
        assertThat(request.path("messages").findValuesAsText("content")).containsExactly("Be kind.", "Diga olá");
    }

    @Test
    void tokensAreEstimatedWhereTheServerDoesNotCount() {
        answer = completion("abcdef", "length", "");

        assertThat(model().complete(new Prompt("", "x".repeat(300), 5)))
                .isEqualTo(new Completion("abcdef", 108, 2, true));
        assertThat(requests.get(0).path("messages")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | {"error":{"message":"bad"}} | refused the request with status 400 | false
            401 | {"error":{"message":"no"}}  | refused the key                     | false
            403 | no                          | refused the key                     | false
            404 | {"error":{"message":"no"}}  | does not have it                    | false
            408 | slow                        | did not answer in time              | true
            429 | slow down                   | limits the rate of calls            | true
            500 | oops                        | its server failed with status 500   | true
            503 | oops                        | its server failed with status 503   | true
            200 | <html></html>               | Cannot understand the answer        | false
            200 | {"choices": []}             | Cannot understand the answer        | false
            200 | {}                          | parts of it are missing             | false
            """)
    void whatServersRefuseIsTold(int code, String body, String message, boolean retriable) {
        LanguageModelException failure = failure(code, body.strip());

        assertThat(failure)
                .hasMessageContaining("the language model tiny")
                .hasMessageContaining(message.strip())
                .message()
                .doesNotContain("secret");
        assertThat(failure.isRetriable()).isEqualTo(retriable);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Rate limit reached. Please try again in 1.5s. Visit us. | 1500
            {"message": "Please try again in 250ms."}               | 250
            Please try again in 2m0s                                | 120000
            too many{br}retry-after: 7                              | 7000
            {"retry_after": 3}                                      | 3000
            """)
    void howLongToWaitIsReadFromTheMessage(String body, long millis) {
        assertThat(failure(429, body.strip().replace("{br}", "\n")).retryAfter())
                .contains(Duration.ofMillis(millis));
        assertThat(failure(429, "Too many requests.").retryAfter()).isEmpty();
    }

    @Test
    void emptyAnswersAreRefused() {
        assertThat(failure(200, completion(" ", "stop", ""))).hasMessageContaining("it is empty");
        assertThat(failure(200, completion("", "length", ""))).hasMessageContaining("Allow more output tokens");
    }

    @Test
    void aServerThatIsNotThereMayComeBack() {
        TextModel gone = model();
        server.stop(0);

        assertThatThrownBy(() -> gone.complete(Prompt.of("", "x")))
                .isInstanceOfSatisfying(
                        LanguageModelException.class,
                        e -> assertThat(e.isRetriable()).isTrue())
                .hasMessageContaining("cannot be reached");
    }
}
