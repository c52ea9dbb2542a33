package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.audit.AuditLog;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of a lake: names, owners, comments and tags of its objects, the principals, what they may do, and what is
 * hidden from them.
 *
 * <p>It lies in {@code LAKE/_catalog} and comes into being with the first change. A change takes effect as a whole or not at
 * all, and is seen by every process that has the lake open at its next look. Changes, allowed or refused, are in the audit.
 *
 * <p>An object of this class acts for one principal: it changes only what that principal may manage, and lists only what it
 * may see. That of {@code Lakehouse.catalog()} acts for the principal of the lake, by default the owner. Safe for use by
 * several threads.
 *
 * <p>Every method that changes something throws {@link AccessDeniedException} when the principal lacks the right, and {@link
 * CatalogException} when the change makes no sense; nothing is changed then.
 */
public final class Catalog {

    private final CatalogCore core;
    private final Principal acting;

    private Catalog(CatalogCore core, Principal acting) {
        this.core = core;
        this.acting = acting;
    }

    /**
     * The catalog of the lake in a folder; it comes into being with the first change.
     *
     * @param root folder of the lake
     * @param engine checks expressions
     * @param store tells which tables there are
     * @param audit takes note of every change
     * @param gate says which row filters, masks and views the door to the lake applies
     * @return the catalog, acting for the owner
     */
    public static Catalog open(Path root, SqlEngine engine, TableStore store, AuditLog audit, PolicyGate gate) {
        CatalogFiles files = new CatalogFiles(
                root.resolve("_catalog"),
                restored -> audit.record(List.of(new AuditEvent(
                        Instant.now(),
                        new Principal.Owner().toString(),
                        "RESTORE CATALOG",
                        "catalog",
                        null,
                        true,
                        "version " + restored.damaged() + " is damaged: " + restored.reason() + "; version "
                                + restored.from() + " was restored as version " + restored.version()))));
        return new Catalog(
                new CatalogCore(root, files, engine, new LakeObjects(root, store, engine), audit, gate),
                new Principal.Owner());
    }

    /**
     * The same catalog, acting for another principal.
     *
     * @param principal who is to act; the owner may hand over to anybody, others only to themselves
     * @return the catalog with the rights of that principal
     * @throws AccessDeniedException when there is no such principal, or when the one that acts now is not the owner
     */
    public Catalog as(Principal principal) {
        if (!(acting instanceof Principal.Owner) && !acting.equals(principal)) {
            throw new AccessDeniedException("Cannot act as " + principal + ": this session is that of " + acting
                    + ". Only the session of the owner can act for others.");
        }
        rights(principal);
        return new Catalog(core, principal);
    }

    /**
     * Who acts through this object.
     *
     * @return the owner, unless it came from {@link #as}
     */
    public Principal principal() {
        return acting;
    }

    /**
     * The rights of a principal, by the newest version of the catalog. Cheap when the catalog has not changed.
     *
     * @param principal who
     * @return its rights
     * @throws AccessDeniedException when there is no such principal
     * @throws CatalogException when the files of the catalog are damaged beyond repair, for all but the owner
     */
    public Rights rights(Principal principal) {
        return core.rights(principal);
    }

    /**
     * The first part of three-level names.
     *
     * @return {@code lakehouse} unless it was renamed
     */
    public String name() {
        return core.state().name();
    }

    /**
     * Gives the catalog another name. Queries with the old name in front of a table no longer run.
     *
     * @param name lower-case letters, digits and underscores
     */
    public void rename(String name) {
        core.principalChanges().rename(acting, name);
    }

    // ---------------------------------------------------------------- principals

    /**
     * Adds a person.
     *
     * @param name any text without control characters, for example an e-mail address; names are compared exactly
     * @return the person
     */
    public Principal.User createUser(String name) {
        Principal.User user = new Principal.User(name);
        core.principalChanges().create(acting, user, false);
        return user;
    }

    /**
     * Adds a group without members.
     *
     * @param name any text without control characters; names are compared exactly
     * @return the group
     */
    public Principal.Group createGroup(String name) {
        Principal.Group group = new Principal.Group(name);
        core.principalChanges().create(acting, group, false);
        return group;
    }

    /**
     * Adds a program that works in nobody's name.
     *
     * @param name any text without control characters; names are compared exactly
     * @return the service
     */
    public Principal.Service createService(String name) {
        Principal.Service service = new Principal.Service(name);
        core.principalChanges().create(acting, service, false);
        return service;
    }

    /**
     * Removes a principal with its grants and memberships.
     *
     * @param principal a principal that owns nothing and wrote no view
     */
    public void dropPrincipal(Principal principal) {
        core.principalChanges().drop(acting, principal, false);
    }

    /**
     * Puts a principal into a group.
     *
     * @param group the group
     * @param member a user, a service or another group that does not hold this one
     */
    public void addMember(Principal.Group group, Principal member) {
        core.principalChanges().addMembers(acting, group, List.of(member));
    }

    /**
     * Takes a principal out of a group.
     *
     * @param group the group
     * @param member one of its direct members
     */
    public void removeMember(Principal.Group group, Principal member) {
        core.principalChanges().removeMembers(acting, group, List.of(member));
    }

    /**
     * The principals that there are.
     *
     * @return users, groups and services by kind and name, without the owner; for who may not manage the catalog, only itself
     *     and its groups
     */
    public List<Principal> principals() {
        return core.listing(acting).principals();
    }

    /**
     * The direct members of a group.
     *
     * @param group a group
     * @return its members by kind and name; empty when there is no such group or it is not to be seen
     */
    public List<Principal> members(Principal.Group group) {
        return core.listing(acting).members(group);
    }

    // ---------------------------------------------------------------- grants

    /**
     * Grants a privilege.
     *
     * @param privilege what may be done
     * @param securable with what; it must exist
     * @param principal by whom
     */
    public void grant(Privilege privilege, Securable securable, Principal principal) {
        grant(EnumSet.of(privilege), securable, principal);
    }

    /**
     * Grants privileges, all or none.
     *
     * @param privileges what may be done, at least one
     * @param securable with what; it must exist
     * @param principal by whom
     */
    public void grant(Collection<Privilege> privileges, Securable securable, Principal principal) {
        core.grantChanges().grant(acting, Set.copyOf(privileges), securable, principal);
    }

    /**
     * Takes a privilege away. Nothing happens when it was not granted.
     *
     * @param privilege what may no longer be done
     * @param securable with what
     * @param principal by whom
     * @throws CatalogException when the principal would still hold the privilege by a grant on the schema or catalog
     */
    public void revoke(Privilege privilege, Securable securable, Principal principal) {
        revoke(EnumSet.of(privilege), securable, principal);
    }

    /**
     * Takes privileges away, all or none.
     *
     * @param privileges what may no longer be done, at least one
     * @param securable with what
     * @param principal by whom
     * @throws CatalogException when the principal would still hold one of them by a grant on the schema or catalog
     */
    public void revoke(Collection<Privilege> privileges, Securable securable, Principal principal) {
        core.grantChanges().revoke(acting, Set.copyOf(privileges), securable, principal);
    }

    /**
     * The grants that hold for an object: those on it, on its schema and on the catalog.
     *
     * @param securable an object that exists
     * @return the grants; for who may not manage the object, those of itself and its groups
     */
    public List<Grant> grants(Securable securable) {
        return core.listing(acting).grants(securable);
    }

    /**
     * The grants that a principal has, itself and through its groups.
     *
     * @param principal a principal that exists
     * @return the grants; for who may not manage the catalog, only those on objects that it manages, and all of its own
     */
    public List<Grant> grantsOf(Principal principal) {
        return core.listing(acting).grantsOf(principal);
    }

    // ---------------------------------------------------------------- comments, owners, tags

    /**
     * Says what an object is.
     *
     * @param securable an object that exists
     * @param comment any text; null takes the comment away, so that that of the table's schema is seen again
     */
    public void comment(Securable securable, @Nullable String comment) {
        core.documentationChanges().comment(acting, securable, comment);
    }

    /**
     * Says what a column means.
     *
     * @param table {@code schema.table} or {@code schema.view}
     * @param column name of a column
     * @param comment any text; null takes the comment away, so that that of the table's schema is seen again
     */
    public void comment(String table, String column, @Nullable String comment) {
        core.documentationChanges().comment(acting, table, column, comment);
    }

    /**
     * Gives an object to another owner.
     *
     * @param securable an object that exists
     * @param owner a principal that exists
     */
    public void owner(Securable securable, Principal owner) {
        core.documentationChanges().owner(acting, securable, owner);
    }

    /**
     * Puts a tag on an object.
     *
     * @param securable an object that exists
     * @param tag name of the tag, not blank
     * @param value its value, possibly empty
     */
    public void tag(Securable securable, String tag, String value) {
        core.documentationChanges().tag(acting, securable, Map.of(tag, value));
    }

    /**
     * Puts a tag on a column. When the tag has a mask, it must fit the column.
     *
     * @param table {@code schema.table} or {@code schema.view}
     * @param column name of a column
     * @param tag name of the tag, not blank, for example {@code pii}
     * @param value its value, possibly empty
     */
    public void tag(String table, String column, String tag, String value) {
        core.documentationChanges().tag(acting, table, column, Map.of(tag, value));
    }

    /**
     * Takes a tag off an object.
     *
     * @param securable an object
     * @param tag name of a tag that it has
     */
    public void untag(Securable securable, String tag) {
        core.documentationChanges().untag(acting, securable, Set.of(tag));
    }

    /**
     * Takes a tag off a column, and with it the mask of the tag.
     *
     * @param table {@code schema.table} or {@code schema.view}
     * @param column name of a column
     * @param tag name of a tag that it has
     */
    public void untag(String table, String column, String tag) {
        core.documentationChanges().untag(acting, table, column, Set.of(tag));
    }

    // ---------------------------------------------------------------- row filters and masks

    /**
     * Says which rows of a table are seen by everybody but the owner of the lake. It replaces the filter that the table has.
     *
     * @param table {@code schema.table}
     * @param sql a condition over the table's columns, {@code current_user()} and {@code is_member('group')}
     */
    public void rowFilter(String table, String sql) {
        core.policyChanges().rowFilter(acting, table, sql);
    }

    /**
     * Lets all rows of a table be seen.
     *
     * @param table a table with a row filter
     */
    public void dropRowFilter(String table) {
        core.policyChanges().dropRowFilter(acting, table);
    }

    /**
     * Says what is seen in place of the values of a column by who lacks {@link Privilege#UNMASK}. It replaces the mask that
     * the column has, and goes before the masks of its tags.
     *
     * @param table {@code schema.table}
     * @param column name of a column
     * @param sql an expression of the column's type over {@code value} (what is masked), the table's columns, {@code
     *     current_user()} and {@code is_member('group')}
     */
    public void mask(String table, String column, String sql) {
        core.policyChanges().mask(acting, table, column, sql);
    }

    /**
     * Takes the column's own mask away; that of a tag remains.
     *
     * @param table {@code schema.table}
     * @param column a column with a mask
     */
    public void dropMask(String table, String column) {
        core.policyChanges().dropMask(acting, table, column);
    }

    /**
     * Masks every column that has a tag, whatever its value.
     *
     * @param tag name of the tag
     * @param sql an expression that fits every column with the tag, as for {@link #mask}
     */
    public void maskTag(String tag, String sql) {
        core.policyChanges().maskTag(acting, new TagKey(tag, null), sql);
    }

    /**
     * Masks every column that has a tag with a certain value; it goes before a mask for every value.
     *
     * @param tag name of the tag
     * @param value value of the tag
     * @param sql an expression that fits every column with the tag and value, as for {@link #mask}
     */
    public void maskTag(String tag, String value, String sql) {
        core.policyChanges().maskTag(acting, new TagKey(tag, value), sql);
    }

    /**
     * Takes the mask of a tag away.
     *
     * @param tag name of the tag
     */
    public void dropTagMask(String tag) {
        core.policyChanges().dropTagMask(acting, new TagKey(tag, null));
    }

    /**
     * Takes the mask of a tag with a certain value away.
     *
     * @param tag name of the tag
     * @param value value of the tag
     */
    public void dropTagMask(String tag, String value) {
        core.policyChanges().dropTagMask(acting, new TagKey(tag, value));
    }

    /**
     * Row filters and masks.
     *
     * @return by table, column and tag; for who may not manage the catalog, those of tables that it manages
     */
    public List<Policy> policies() {
        return core.listing(acting).policies();
    }

    /**
     * Stops a table that contradicts the catalog: a new one under the name of a view, and one whose columns no longer fit its
     * row filter or masks, which would close it for everybody else. Writers ask this before they commit other columns.
     *
     * @param table {@code schema.table}
     * @param before the columns that the table has, or null when it is new
     * @param after the columns that it is to have
     * @throws CatalogException when it does not fit; the message names the view, row filter or mask
     */
    public void requireFits(String table, @Nullable TableSchema before, TableSchema after) {
        core.tableFit().require(table, before, after);
    }

    // ---------------------------------------------------------------- views, functions, models

    /**
     * Adds a view. It reads with the rights of who creates it, whoever reads it.
     *
     * @param name {@code schema.view}: a layer, and a name that no table and no view has
     * @param sql one SELECT statement over tables and views of the lake
     * @return the view
     */
    public View createView(String name, String sql) {
        return core.viewChanges().create(acting, name, sql, null, false);
    }

    /**
     * Adds a view, or gives one another query. Grants on it stay.
     *
     * @param name {@code schema.view}: a layer, and a name that no table has
     * @param sql one SELECT statement over tables and views of the lake, not over the view itself
     * @return the view
     */
    public View replaceView(String name, String sql) {
        return core.viewChanges().create(acting, name, sql, null, true);
    }

    /**
     * Removes a view and its grants.
     *
     * @param name a view that no other view reads
     */
    public void dropView(String name) {
        core.viewChanges().drop(acting, name);
    }

    /**
     * The views.
     *
     * @return those that the principal may see, by name
     */
    public List<View> views() {
        return core.listing(acting).views();
    }

    /**
     * A view.
     *
     * @param name {@code schema.view}
     * @return the view; empty when there is none or it is not to be seen
     */
    public Optional<View> view(String name) {
        return views().stream().filter(view -> view.name().equals(name)).findFirst();
    }

    /**
     * Makes a function of SQL an object of the catalog, also while no application has added it to the engine. Functions that
     * an application has added need no registering.
     *
     * @param name the function's name without a schema
     * @param version version of the function, possibly empty
     * @param comment what it does, or null
     */
    public void registerFunction(String name, String version, @Nullable String comment) {
        core.viewChanges().register(acting, Securable.function(name), version, comment);
    }

    /**
     * Makes a model an object of the catalog, or gives a registered one another version and comment.
     *
     * @param name the model's name without a schema
     * @param version version of the model, possibly empty
     * @param comment what it predicts, or null
     */
    public void registerModel(String name, String version, @Nullable String comment) {
        core.viewChanges().register(acting, Securable.model(name), version, comment);
    }

    /**
     * Takes a function or model off the catalog, with its grants.
     *
     * @param securable a function or model that was registered
     */
    public void unregister(Securable securable) {
        core.viewChanges().unregister(acting, securable);
    }

    // ---------------------------------------------------------------- listing

    /**
     * Everything that the principal may see: the catalog, its schemas, and the tables, views, functions and models on which
     * it holds a privilege.
     *
     * @return the objects, by schema and name
     */
    public List<CatalogObject> objects() {
        return core.listing(acting).objects();
    }

    /**
     * One object.
     *
     * @param securable its kind and name
     * @return the object; empty when there is none or it is not to be seen
     */
    public Optional<CatalogObject> object(Securable securable) {
        return core.listing(acting).object(securable);
    }

    // ---------------------------------------------------------------- statements

    /**
     * Whether a text is a statement over the catalog rather than a query, by its first word.
     *
     * @param sql any text
     * @return true when {@link #execute} is to run it
     */
    public static boolean isStatement(String sql) {
        return CatalogSql.isStatement(sql);
    }

    /**
     * Runs a statement over the catalog: GRANT, REVOKE, SHOW, CREATE, DROP, ALTER, COMMENT or DESCRIBE.
     *
     * @param sql one statement
     * @return what it lists, or one row with the statement when it changed something
     * @throws CatalogException when it cannot be read; the message says where and what was expected
     */
    public CatalogResult execute(String sql) {
        return new StatementRunner(core, acting).run(sql);
    }

    @Override
    public String toString() {
        return "catalog of " + core.root() + " for " + acting;
    }
}
