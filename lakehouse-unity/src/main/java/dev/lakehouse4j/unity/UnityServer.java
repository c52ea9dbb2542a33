package dev.lakehouse4j.unity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.unity.UnityCatalogException.Reach;
import io.unitycatalog.client.ApiClient;
import io.unitycatalog.client.ApiClientBuilder;
import io.unitycatalog.client.ApiException;
import io.unitycatalog.client.api.CatalogsApi;
import io.unitycatalog.client.api.SchemasApi;
import io.unitycatalog.client.api.TablesApi;
import io.unitycatalog.client.auth.TokenProvider;
import io.unitycatalog.client.retry.JitterDelayRetryPolicy;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways to a server; every failure becomes an error with a remedy, and none of them shows the token. */
final class UnityServer {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST_REASON = 300;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final UnityCatalog settings;
    private final CatalogsApi catalogs;
    private final SchemasApi schemas;
    private final TablesApi tables;

    UnityServer(UnityCatalog settings) {
        this.settings = settings;
        ApiClientBuilder builder = ApiClientBuilder.create()
                .uri(settings.server())
                .addAppVersion("Lakehouse4j", "0.1")
                .retryPolicy(JitterDelayRetryPolicy.builder()
                        .maxAttempts(settings.attempts())
                        .initDelayMs(settings.firstPause().toMillis())
                        .build())
                .tokenProvider(TokenProvider.create(Map.of("type", "static", "token", settings.tokenOrBlank())));
        ApiClient client = builder.build().setConnectTimeout(settings.timeout()).setReadTimeout(settings.timeout());
        if (settings.tokenOrBlank().isBlank()) {
            // The client would send the header with nothing in it.
            client.setRequestInterceptor(request -> request.header("User-Agent", "Lakehouse4j/0.1"));
        }
        this.catalogs = new CatalogsApi(client);
        this.schemas = new SchemasApi(client);
        this.tables = new TablesApi(client);
    }

    CatalogsApi catalogs() {
        return catalogs;
    }

    SchemasApi schemas() {
        return schemas;
    }

    TablesApi tables() {
        return tables;
    }

    /** A request of the client. */
    @FunctionalInterface
    interface Request<T> {
        @Nullable
        T send() throws ApiException;
    }

    /** Sends a request that has to succeed; {@code what} completes «Cannot …». */
    <T> T send(String what, Request<T> request) {
        try {
            return required(what, request.send());
        } catch (ApiException e) {
            throw failure(what, e);
        }
    }

    /** Sends a request for something that may not be there. */
    <T> Optional<T> find(String what, Request<T> request) {
        try {
            return Optional.of(required(what, request.send()));
        } catch (ApiException e) {
            if (isMissing(e)) {
                return Optional.empty();
            }
            throw failure(what, e);
        }
    }

    /**
     * Creates something.
     *
     * @return whether it did; false when it is there, because another made it meanwhile or because an earlier attempt of
     *     this request came through although its answer did not
     */
    boolean create(String what, Request<?> request) {
        try {
            request.send();
            return true;
        } catch (ApiException e) {
            if (e.getCode() == CONFLICT || errorCode(e).endsWith("ALREADY_EXISTS")) {
                return false;
            }
            throw failure(what, e);
        }
    }

    /** Deletes something; that it is gone already is no failure. */
    void delete(String what, Request<?> request) {
        try {
            request.send();
        } catch (ApiException e) {
            if (!isMissing(e)) {
                throw failure(what, e);
            }
        }
    }

    private <T> T required(String what, @Nullable T answer) {
        if (answer == null) {
            throw notUnity(what, "its answer is empty", null);
        }
        return answer;
    }

    /** Not there, by the word of a Unity Catalog; another server's 404 says nothing about a table. */
    private static boolean isMissing(ApiException error) {
        return error.getCode() == NOT_FOUND && !errorCode(error).isEmpty();
    }

    private UnityCatalogException failure(String what, ApiException error) {
        String reason = reason(error);
        return switch (error.getCode()) {
            case 0 -> notAnswered(what, error);
            case 401 ->
                new UnityCatalogException(
                        "Cannot " + what + ": " + address() + " does not accept the token (401: " + reason
                                + "). Give a valid one with UnityCatalog.token; on the command line it is read from"
                                + " LAKEHOUSE_UNITY_TOKEN.",
                        null,
                        Reach.SERVER,
                        false);
            case 403 ->
                new UnityCatalogException("Cannot " + what + ": " + address() + " forbids it (403: " + reason
                        + "). Have its administrator grant this user the right to it.");
            case NOT_FOUND ->
                errorCode(error).isEmpty()
                        ? notUnity(what, "404", null)
                        : new UnityCatalogException("Cannot " + what + ": " + address() + " does not have it (" + reason
                                + "). Look for its name with UnityCatalog.tables.");
            case 429, 502, 503, 504 ->
                new UnityCatalogException(
                        "Cannot " + what + ": " + address() + " failed " + settings.attempts() + " times ("
                                + error.getCode() + ": " + reason + "). Try again later.",
                        null,
                        Reach.SERVER,
                        true);
            default ->
                error.getCode() / 100 == 3
                        ? notUnity(what, "it sends elsewhere with " + error.getCode(), null)
                        : new UnityCatalogException(
                                "Cannot " + what + ": " + address() + " refuses it (" + error.getCode() + ": " + reason
                                        + ")."
                                        + (error.getCode() / 100 == 5
                                                ? " Look into the server's log."
                                                : " Change what the message names."),
                                null,
                                Reach.REQUEST,
                                error.getCode() / 100 == 5);
        };
    }

    private UnityCatalogException notAnswered(String what, ApiException error) {
        Throwable cause = error.getCause();
        if (cause instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new UnityCatalogException(
                    "Cannot " + what + ": the thread was interrupted. Try again.", cause, Reach.SERVER, true);
        }
        if (cause instanceof JsonProcessingException wrong) {
            // Without the cause: it quotes the answer.
            return notUnity(what, "its answer is not the JSON that is due: " + head(wrong.getOriginalMessage()), null);
        }
        if (cause instanceof HttpTimeoutException) {
            return new UnityCatalogException(
                    "Cannot " + what + ": " + address() + " did not answer within "
                            + settings.timeout().toMillis()
                            + " ms. Try again, or give it more time with UnityCatalog.timeout.",
                    cause,
                    Reach.SERVER,
                    true);
        }
        if (cause instanceof IOException) {
            String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            return new UnityCatalogException(
                    "Cannot " + what + ": no server answers at " + address() + " (" + head(reason)
                            + "). Start it, or check the address.",
                    cause,
                    Reach.SERVER,
                    true);
        }
        return new UnityCatalogException("Cannot " + what + ": the client refuses the request ("
                + head(String.valueOf(error.getMessage())) + "). Change what the message names.");
    }

    private UnityCatalogException notUnity(String what, String why, @Nullable Throwable cause) {
        return new UnityCatalogException(
                "Cannot " + what + ": " + address() + " does not answer as a Unity Catalog does (" + why
                        + "). Check the address: that of the server alone, such as http://localhost:8080.",
                cause,
                Reach.SERVER,
                false);
    }

    private String address() {
        return settings.server().toString();
    }

    /** The server's own words when the body is its JSON, otherwise the beginning of the body. */
    private String reason(ApiException error) {
        JsonNode body = body(error);
        String message = body.path("message").asText("");
        return head(message.isEmpty() ? String.valueOf(error.getResponseBody()) : message);
    }

    private static String errorCode(ApiException error) {
        return body(error).path("error_code").asText("");
    }

    private static JsonNode body(ApiException error) {
        String body = error.getResponseBody();
        if (body == null) {
            return MAPPER.missingNode();
        }
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return MAPPER.missingNode();
        }
    }

    /** One line of a text, without the token, which a server may quote. */
    private String head(String text) {
        String token = settings.tokenOrBlank();
        String safe = token.isBlank() ? text : text.replace(token, "***");
        String line = safe.strip().replaceAll("\\s+", " ");
        return line.substring(0, Math.min(LONGEST_REASON, line.length()));
    }
}
