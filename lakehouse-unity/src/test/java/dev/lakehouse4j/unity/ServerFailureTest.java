package dev.lakehouse4j.unity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.unity.FakeUnityServer.Received;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that refuse, fail or are none. */
class ServerFailureTest {

    private static final String TOKEN = "dapi-very-secret";

    record Line(String line) {}

    private final FakeUnityServer server;
    private Lakehouse lake;

    @TempDir
    Path folder;

    ServerFailureTest() throws IOException {
        server = new FakeUnityServer();
    }

    @BeforeEach
    void makeLake() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(TableRef.bronze("lines", Line.class)).append(List.of(new Line("a")));
    }

    @AfterEach
    void close() {
        lake.close();
        server.close();
    }

    private UnityCatalogException failure(UnityCatalog catalog) {
        return catchThrowableOfType(UnityCatalogException.class, () -> catalog.publish(lake));
    }

    @Test
    void theTokenGoesIntoTheHeader() {
        server.requireToken(TOKEN);

        assertThat(server.client().token(TOKEN + "\n").publish(lake).isComplete())
                .isTrue();
    }

    @Test
    void withoutATokenThereIsNoHeader() {
        server.client().publish(lake);

        assertThat(server.takeReceived())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("Authorization"));
    }

    @Test
    void aWrongTokenEndsThePublicationAndIsShownNowhere() {
        server.requireToken("another");
        UnityCatalog catalog = server.client().token(TOKEN);

        UnityCatalogException refused = failure(catalog);

        assertThat(refused)
                .hasMessageStartingWith(
                        "Cannot publish the catalog: " + server.uri() + " does not accept the token (401:")
                .hasMessageContaining("LAKEHOUSE_UNITY_TOKEN")
                .hasMessageContaining("0 objects of the lake were published before that");
        assertThat(refused.isRetriable()).isFalse();
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertThat(trace + catalog.toString()).doesNotContain(TOKEN);
        assertThat(server.takeReceived()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with blank", "with\nline", "açaí"})
    void aTokenThatNoHeaderMayHoldIsRefusedWithoutShowingIt(String token) {
        assertThatThrownBy(() -> server.client().token(token))
                .isInstanceOf(UnityCatalogException.class)
                .hasMessageContaining("no header may hold")
                .message()
                .doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aBusyServerIsAskedAgain(int status) {
        server.fail("GET", status, "busy");
        server.fail("POST", status, "busy");
        server.fail("POST", status, "busy");

        assertThat(server.client().publish(lake).isComplete()).isTrue();
    }

    @Test
    void aServerThatStaysBusyIsGivenUpOnAndThePublicationCanGoOnLater() {
        for (int i = 0; i < 3; i++) {
            server.fail("POST " + FakeUnityServer.API + "/tables", 503, FakeUnityServer.error("UNAVAILABLE", "later"));
        }

        UnityCatalogException busy = failure(server.client().attempts(3));

        assertThat(busy)
                .hasMessageStartingWith("Cannot publish lakehouse.bronze.lines: " + server.uri()
                        + " failed 3 times (503: later). Try again later.")
                .hasMessageContaining("2 objects of the lake were published before that");
        assertThat(busy.isRetriable()).isTrue();
        assertThat(server.client().publish(lake).summary()).endsWith(": 1 created, 2 unchanged");
    }

    @Test
    void aRefusalIsNotAskedAgain() {
        server.fail("POST " + FakeUnityServer.API + "/tables", 400, FakeUnityServer.error("INVALID_ARGUMENT", "no"));

        PublishReport report = server.client().publish(lake);

        assertThat(report.entries().get(2).detail())
                .isEqualTo("Cannot publish lakehouse.bronze.lines: " + server.uri()
                        + " refuses it (400: no). Change what the message names.");
        assertThat(server.takeReceived())
                .filteredOn(request -> request.toString().equals("POST " + FakeUnityServer.API + "/tables"))
                .hasSize(1);
    }

    @Test
    void aServerThatIsGoneIsNamed() {
        URI gone = server.uri();
        server.close();

        UnityCatalogException failure = failure(UnityCatalog.connect(gone).attempts(1));

        assertThat(failure).hasMessageContaining("no server answers at " + gone);
        assertThat(failure.isRetriable()).isTrue();
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForLongerThanAllowed() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://localhost:" + silent.getLocalPort());

            assertThat(failure(UnityCatalog.connect(uri).timeout(Duration.ofMillis(50))))
                    .hasMessageContaining("did not answer within 50 ms");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | <html>Welcome</html> | its answer is not the JSON that is due",
                "200 | [1, 2] | its answer is not the JSON that is due",
                "200 | null | its answer is empty",
                "404 | <html>Not found</html> | 404",
            })
    void aServerThatIsNoUnityCatalogIsRecognised(int status, String body, String why) {
        server.fail("GET", status, body);

        UnityCatalogException failure = failure(server.client());

        assertThat(failure).hasMessageContaining("does not answer as a Unity Catalog does (" + why);
        assertThat(failure.isRetriable()).isFalse();
        assertThat(server.catalogs).isEmpty();
    }

    @Test
    void theTokenDoesNotFollowARedirect() throws IOException {
        try (FakeUnityServer elsewhere = new FakeUnityServer()) {
            server.redirect("GET", elsewhere.uri());

            assertThat(failure(server.client().token(TOKEN))).hasMessageContaining("it sends elsewhere with 302");
            assertThat(elsewhere.takeReceived()).isEmpty();
        }
    }

    @Test
    void anInterruptedThreadStaysInterrupted() {
        Thread.currentThread().interrupt();

        UnityCatalogException failure = failure(server.client());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageContaining("the thread was interrupted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/api/2.1/unity-catalog", "/api/2.1/unity-catalog/"})
    void theAddressMayHoldThePathOfTheApi(String path) {
        UnityCatalog.connect(URI.create(server.uri() + path)).publish(lake).orThrow();

        assertThat(server.takeReceived())
                .extracting(Received::path)
                .allSatisfy(sent -> assertThat(sent).matches("/api/2.1/unity-catalog/(catalogs|schemas|tables).*"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, no address of a server",
        "ftp://host, no address of a server",
        "http:///path, no address of a server",
        "http://ana:secret@host, a user name",
        "ftp://ana:secret@host, no address of a server",
        "http://host?token=secret, a query",
    })
    void anAddressThatIsNoneIsRefused(URI address, String message) {
        assertThatThrownBy(() -> UnityCatalog.connect(address))
                .isInstanceOf(UnityCatalogException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void wrongSettingsAreRefused() {
        UnityCatalog catalog = server.client();

        assertThatThrownBy(() -> catalog.timeout(Duration.ZERO)).hasMessageContaining("leaves no time");
        assertThatThrownBy(() -> catalog.attempts(0)).hasMessageContaining("at least one attempt");
        assertThatThrownBy(() -> catalog.publish(lake, "my catalog")).hasMessageContaining("is no name for the server");
        assertThatThrownBy(() -> catalog.publish(lake, "a.b")).hasMessageContaining("is no name for the server");
        assertThat(server.takeReceived()).isEmpty();
    }

    @Test
    void whoMayNotManageTheCatalogPublishesAndOpensNothing() {
        server.client().publish(lake).orThrow();
        server.takeReceived();
        Principal ana = lake.catalog().createUser("ana");
        for (Privilege privilege : List.of(Privilege.USE, Privilege.SELECT)) {
            lake.catalog().grant(privilege, Securable.catalog(), ana);
        }
        Lakehouse restricted = lake.as(ana);

        assertThatThrownBy(() -> server.client().publish(restricted)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> server.client().open(restricted, "lakehouse.bronze.lines"))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(server.takeReceived()).isEmpty();
    }
}
