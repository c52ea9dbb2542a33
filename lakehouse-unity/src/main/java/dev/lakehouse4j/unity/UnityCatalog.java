package dev.lakehouse4j.unity;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import io.unitycatalog.client.model.ColumnInfo;
import io.unitycatalog.client.model.ListTablesResponse;
import io.unitycatalog.client.model.TableInfo;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Unity Catalog server, to publish a lake to and to read tables from that are registered there.
 *
 * <p>Only descriptions are sent: names, columns, comments, properties, and where the files of a table are. The files stay
 * where they are, so an engine that asks the server finds them only on a machine that sees the same folders.
 *
 * <p>Immutable and safe for use by several threads; it holds no connection open. It speaks the REST API 2.1 of Unity
 * Catalog and has been tested against the requests and answers of its specification, not against a real server.
 */
public final class UnityCatalog {

    /** What the server takes as a name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@-]{1,255}");

    private static final String API = "/api/2.1/unity-catalog";
    private static final int PAGE = 50;

    private final URI server;
    private final String token;
    private final Duration timeout;
    private final int attempts;
    private final Duration firstPause;
    private final boolean replaceChanged;

    private UnityCatalog(
            URI server, String token, Duration timeout, int attempts, Duration firstPause, boolean replaceChanged) {
        this.server = server;
        this.token = token;
        this.timeout = timeout;
        this.attempts = attempts;
        this.firstPause = firstPause;
        this.replaceChanged = replaceChanged;
    }

    /**
     * A server without authentication, with a timeout of 30 seconds and up to four attempts. Nothing is sent yet.
     *
     * @param server its address, {@code https://host:port}; with or without the path of the API
     * @return the server
     * @throws UnityCatalogException when it is no address of a server, or holds a user name
     */
    public static UnityCatalog connect(URI server) {
        String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || server.getHost() == null) {
            throw new UnityCatalogException("Cannot use " + withoutUser(server)
                    + " as a Unity Catalog: it is no address of a server. Give one like http://localhost:8080.");
        }
        if (server.getUserInfo() != null || server.getQuery() != null || server.getFragment() != null) {
            throw new UnityCatalogException("Cannot use the address of " + server.getHost()
                    + " as it is: a user name, a query or a fragment would show in messages. Give the address alone, and"
                    + " the token with UnityCatalog.token.");
        }
        String address = server.toString().replaceAll("/+$", "");
        if (address.endsWith(API)) {
            address = address.substring(0, address.length() - API.length());
        }
        return new UnityCatalog(
                URI.create(address.replaceAll("/+$", "")),
                "",
                Duration.ofSeconds(30),
                4,
                Duration.ofMillis(500),
                false);
    }

    private static String withoutUser(URI address) {
        return address.toString().replaceAll("//[^/@]*@", "//***@");
    }

    /**
     * The same with a token. It goes into the header of the requests and nowhere else: use it over https alone.
     *
     * @param secret bearer token; blank for none
     * @return the changed server
     * @throws UnityCatalogException when the token holds a character that no header may hold
     */
    public UnityCatalog token(String secret) {
        String stripped = secret.strip();
        if (!stripped.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new UnityCatalogException("Cannot use the token for " + server
                    + ": it holds a blank, a line break or another character that no header may hold. Copy it anew.");
        }
        return new UnityCatalog(server, stripped, timeout, attempts, firstPause, replaceChanged);
    }

    /**
     * The same with another longest time for one request.
     *
     * @param longest positive
     * @return the changed server
     */
    public UnityCatalog timeout(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new UnityCatalogException("Cannot wait for " + server + " for " + longest
                    + ": the timeout leaves no time. Give a positive one.");
        }
        return new UnityCatalog(server, token, longest, attempts, firstPause, replaceChanged);
    }

    /**
     * The same with another number of attempts. A request is sent again when the server cannot be reached or answers 429 or
     * 5xx, after half a second, then after twice as long each time.
     *
     * @param most at least 1, which means that nothing is sent again
     * @return the changed server
     */
    public UnityCatalog attempts(int most) {
        if (most < 1) {
            throw new UnityCatalogException(
                    "Cannot send a request to " + server + " " + most + " times. Allow at least one attempt.");
        }
        return new UnityCatalog(server, token, timeout, most, firstPause, replaceChanged);
    }

    /**
     * The same, but a published table whose description has changed is registered anew. The server has no way to change a
     * table, so the old entry is deleted and a new one made: the files stay, what was granted on the table at the server
     * is lost. Without it such a table is reported as {@link PublishReport.Outcome#OUTDATED}.
     *
     * @return the changed server
     */
    public UnityCatalog replaceChangedTables() {
        return new UnityCatalog(server, token, timeout, attempts, firstPause, true);
    }

    /** For tests: the pause before the second attempt. */
    UnityCatalog firstPause(Duration pause) {
        return new UnityCatalog(server, token, timeout, attempts, pause, replaceChanged);
    }

    /**
     * Publishes a lake under the name of its own catalog, which is {@code lakehouse} unless it was renamed.
     *
     * @param lake the lake
     * @return what was done
     * @see #publish(Lakehouse, String)
     */
    public PublishReport publish(Lakehouse lake) {
        return publish(lake, lake.catalog().name());
    }

    /**
     * Publishes a lake: its catalog, a schema for each layer, and each table as an external Delta table. What is missing is
     * made, what is there as it should be is left alone, so publishing twice changes nothing. Tables that the lake has no
     * more stay registered. Views, functions, models, tags, grants, row filters and masks are not published.
     *
     * @param lake the lake; only its metadata is read
     * @param catalog name of the catalog on the server: letters, digits, {@code _}, {@code -}, {@code @}
     * @return what was done, with the tables that could not be published and why
     * @throws AccessDeniedException when the lake's principal may not MANAGE its catalog
     * @throws UnityCatalogException when the server is not there, does not know the token, or is no Unity Catalog; what was
     *     published before stays
     */
    public PublishReport publish(Lakehouse lake, String catalog) {
        lake.require(Privilege.MANAGE, Securable.catalog());
        requireName("publish the lake as the catalog " + catalog, catalog);
        return new Publisher(new UnityServer(this), server.toString(), catalog, replaceChanged).publish(lake);
    }

    /**
     * The tables that are registered in a schema, whoever registered them.
     *
     * @param catalog name of the catalog
     * @param schema name of the schema
     * @return the tables and views, by name
     * @throws UnityCatalogException when there is no such schema, or the server fails
     */
    public List<UnityTable> tables(String catalog, String schema) {
        String what = "list the tables of " + catalog + "." + schema;
        requireName(what, catalog);
        requireName(what, schema);
        UnityServer connection = new UnityServer(this);
        List<UnityTable> found = new ArrayList<>();
        String page = null;
        while (true) {
            String current = page;
            ListTablesResponse answer =
                    connection.send(what, () -> connection.tables().listTables(catalog, schema, PAGE, current));
            List<TableInfo> tables = answer.getTables() == null ? List.of() : answer.getTables();
            tables.forEach(table -> found.add(describe(catalog + "." + schema + "." + table.getName(), table)));
            String next = answer.getNextPageToken();
            // Some versions of the server name a next page after the last one; it is empty.
            if (next == null || next.isBlank() || next.equals(current) || tables.isEmpty()) {
                break;
            }
            page = next;
        }
        return found.stream().sorted(Comparator.comparing(UnityTable::fullName)).toList();
    }

    /**
     * Opens a registered Delta table for reading. Its files are read through the lake's store and engine, from the folder
     * that the server names; only {@code file:} locations can be read.
     *
     * @param lake reads the files; its principal needs MANAGE on the catalog, because the folder may be any
     * @param fullName {@code catalog.schema.table}
     * @return the table at its newest version
     * @throws AccessDeniedException when the lake's principal may not MANAGE its catalog
     * @throws TableNotFoundException when the server has no such table, or the folder holds none
     * @throws UnityCatalogException when it is no Delta table, its files are elsewhere, or the server fails
     */
    public RegisteredTable open(Lakehouse lake, String fullName) {
        lake.require(Privilege.MANAGE, Securable.catalog());
        String what = "open " + fullName;
        String[] parts = fullName.split("\\.", -1);
        if (parts.length != 3) {
            throw new UnityCatalogException(
                    "Cannot " + what + ": the name of a registered table has three parts. Write catalog.schema.table.");
        }
        for (String part : parts) {
            requireName(what, part);
        }
        UnityServer connection = new UnityServer(this);
        Optional<TableInfo> found =
                connection.find(what, () -> connection.tables().getTable(fullName, null, null));
        if (found.isEmpty()) {
            throw new TableNotFoundException("Cannot " + what + ": " + server
                    + " has no such table. Look for its name with UnityCatalog.tables.");
        }
        return RegisteredTable.open(lake, describe(fullName, found.get()));
    }

    private static UnityTable describe(String fullName, TableInfo table) {
        List<ColumnInfo> columns = table.getColumns() == null ? List.of() : table.getColumns();
        return new UnityTable(
                fullName,
                table.getTableType() == null ? "" : table.getTableType().getValue(),
                table.getDataSourceFormat() == null
                        ? ""
                        : table.getDataSourceFormat().getValue(),
                Objects.requireNonNullElse(table.getStorageLocation(), ""),
                table.getComment(),
                columns.stream()
                        .sorted(Comparator.comparing(
                                ColumnInfo::getPosition, Comparator.nullsLast(Comparator.naturalOrder())))
                        .map(column -> new UnityTable.Column(
                                Objects.requireNonNullElse(column.getName(), ""),
                                Objects.requireNonNullElse(column.getTypeText(), ""),
                                !Boolean.FALSE.equals(column.getNullable()),
                                column.getComment()))
                        .toList());
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new UnityCatalogException("Cannot " + what + ": '" + name
                    + "' is no name for the server. Use up to 255 letters, digits, _, - and @.");
        }
    }

    URI server() {
        return server;
    }

    String tokenOrBlank() {
        return token;
    }

    Duration timeout() {
        return timeout;
    }

    int attempts() {
        return attempts;
    }

    Duration firstPause() {
        return firstPause;
    }

    /** The address, without the token. */
    @Override
    public String toString() {
        return "Unity Catalog at " + server;
    }
}
