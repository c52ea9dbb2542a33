package dev.lakehouse4j.ml.tracking;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * How to reach an MLflow server.
 *
 * @param uri its address, {@code http://host:5000}
 * @param token bearer token; empty for none
 * @param user name for basic authentication; empty for none
 * @param password password for basic authentication
 * @param timeout longest time for one request, 30 seconds unless set
 */
public record ServerSettings(URI uri, String token, String user, String password, Duration timeout) {

    /** Checks the address. */
    public ServerSettings {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
            throw new TrackingException("Cannot track to " + uri
                    + ": it is no address of a server. Give one like http://localhost:5000, or open a folder with"
                    + " RunTracker.folder.");
        }
        if (uri.getUserInfo() != null) {
            throw new TrackingException("Cannot track to " + uri.getHost()
                    + ": the address holds a user name, and would show it in messages. Use ServerSettings.withUser.");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new TrackingException(
                    "Cannot track to " + uri + ": the timeout " + timeout + " leaves no time. Give a positive one.");
        }
    }

    /**
     * A server without authentication, with a timeout of 30 seconds.
     *
     * @param uri its address
     * @return the settings
     */
    public static ServerSettings of(URI uri) {
        return new ServerSettings(uri, "", "", "", Duration.ofSeconds(30));
    }

    /**
     * The same with a bearer token.
     *
     * @param secret the token
     * @return the changed settings
     */
    public ServerSettings withToken(String secret) {
        return new ServerSettings(uri, secret, "", "", timeout);
    }

    /**
     * The same with basic authentication.
     *
     * @param name name of the user
     * @param secret password
     * @return the changed settings
     */
    public ServerSettings withUser(String name, String secret) {
        return new ServerSettings(uri, "", name, secret, timeout);
    }

    /**
     * The same with another longest time for one request.
     *
     * @param longest positive
     * @return the changed settings
     */
    public ServerSettings withTimeout(Duration longest) {
        return new ServerSettings(uri, token, user, password, longest);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "ServerSettings[uri=" + uri + ", timeout=" + timeout + "]";
    }
}
