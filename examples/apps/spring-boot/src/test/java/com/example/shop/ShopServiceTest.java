package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The started service, asked over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "shop.refresh-every=200ms")
class ShopServiceTest {

    @TempDir
    static Path folder;

    @Autowired
    private TestRestTemplate http;

    @DynamicPropertySource
    static void folders(DynamicPropertyRegistry properties) {
        SampleData.settings().scale(0.04).write(folder.resolve("files"));
        properties.add("shop.source", () -> folder.resolve("files"));
        properties.add("shop.lake", () -> folder.resolve("lake"));
    }

    @BeforeEach
    void waitForTheFirstRefresh() {
        await().atMost(Duration.ofMinutes(5))
                .until(() ->
                        http.getForEntity("/actuator/health", JsonNode.class).getStatusCode() == HttpStatus.OK);
    }

    @Test
    void servesSegmentsAndTheirCustomers() {
        JsonNode segments = get("/segments");

        assertThat(segments).isNotEmpty();
        double shares = 0;
        for (JsonNode segment : segments) {
            shares += segment.path("shareOfCustomers").asDouble();
        }
        assertThat(shares).isBetween(0.999, 1.001);

        String largest = segments.get(0).path("name").asText();
        JsonNode customers = get("/segments/" + largest + "/customers?limit=3");
        assertThat(customers).hasSizeBetween(1, 3);
        assertThat(customers.get(0).path("segment").asText()).isEqualTo(largest);
    }

    @Test
    void servesTheRiskiestOrdersUnderWayFirst() {
        JsonNode orders = get("/late-risk?limit=5");

        assertThat(orders).isNotEmpty();
        double before = 1;
        for (JsonNode order : orders) {
            double probability = order.path("probability").asDouble();
            assertThat(probability).isBetween(0.0, before);
            before = probability;
        }
    }

    @Test
    void servesTheSummary() {
        JsonNode summary = get("/summary");

        assertThat(summary.path("title").asText()).isNotBlank();
        assertThat(summary.path("sections")).hasSizeGreaterThan(3);
    }

    @Test
    void answersWrongRequestsWithProblems() {
        expectProblem("/segments/no such segment/customers", HttpStatus.NOT_FOUND);
        expectProblem("/segments/x' or 'a' = 'a/customers", HttpStatus.NOT_FOUND);
        expectProblem("/late-risk?limit=0", HttpStatus.BAD_REQUEST);
        expectProblem("/late-risk?limit=many", HttpStatus.BAD_REQUEST);
        expectProblem("/nowhere", HttpStatus.NOT_FOUND);
    }

    @Test
    void answersWhileTheTablesChange() throws Exception {
        String before = get("/summary").toString();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> asked = new ArrayList<>();
            for (String path : List.of("/segments", "/late-risk", "/summary")) {
                asked.add(clients.submit(() -> askUntil(done, path)));
            }
            SampleData.settings().scale(0.04).seed(7).write(folder.resolve("files"));
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> !get("/summary").toString().equals(before));
            done.set(true);
            for (Future<Integer> requests : asked) {
                assertThat(requests.get()).isPositive();
            }
        } finally {
            done.set(true);
            clients.shutdown();
        }
    }

    private int askUntil(AtomicBoolean done, String path) {
        int requests = 0;
        while (!done.get()) {
            get(path);
            requests++;
        }
        return requests;
    }

    private JsonNode get(String path) {
        ResponseEntity<JsonNode> answer = http.getForEntity(path, JsonNode.class);
        assertThat(answer.getStatusCode()).as(path).isEqualTo(HttpStatus.OK);
        return answer.getBody();
    }

    private void expectProblem(String path, HttpStatus status) {
        ResponseEntity<JsonNode> answer = http.getForEntity(path, JsonNode.class);
        assertThat(answer.getStatusCode()).isEqualTo(status);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getBody().path("status").asInt()).isEqualTo(status.value());
    }
}
