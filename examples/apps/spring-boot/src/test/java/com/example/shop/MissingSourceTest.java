package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A service whose files are not there starts, and says what is missing. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class MissingSourceTest {

    @TempDir
    static Path folder;

    @Autowired
    private TestRestTemplate http;

    @DynamicPropertySource
    static void folders(DynamicPropertyRegistry properties) {
        properties.add("shop.source", () -> folder.resolve("nothing"));
        properties.add("shop.lake", () -> folder.resolve("lake"));
    }

    @Test
    void healthIsDownAndRequestsAreTurnedAway() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> health().path("status").asText().equals("DOWN"));
        assertThat(health().at("/components/shop/details/message").asText()).contains("nothing");

        for (String path : new String[] {"/segments", "/late-risk", "/summary"}) {
            ResponseEntity<JsonNode> answer = http.getForEntity(path, JsonNode.class);
            assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
            assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("5");
        }
    }

    private JsonNode health() {
        return http.getForObject("/actuator/health", JsonNode.class);
    }
}
