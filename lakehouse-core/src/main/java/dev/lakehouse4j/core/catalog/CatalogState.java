package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.CatalogException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that one version of the catalog says.
 *
 * @param name the first part of three-level names
 * @param members every principal that there is, with the members of groups
 * @param grants who may do what
 * @param notes comments, owners, tags, filters and masks of objects
 * @param tagMasks masks of all columns with a tag
 * @param views views by full name, without their comments
 * @param registered functions and models, with their version
 */
record CatalogState(
        String name,
        Map<Principal, Set<Principal>> members,
        Set<Grant> grants,
        Map<Securable, ObjectNotes> notes,
        Map<TagKey, String> tagMasks,
        Map<String, View> views,
        Map<Securable, String> registered) {

    static final CatalogState EMPTY =
            new CatalogState("lakehouse", Map.of(), Set.of(), Map.of(), Map.of(), Map.of(), Map.of());

    private static final Principal.Owner OWNER = new Principal.Owner();

    CatalogState {
        members = Map.copyOf(members);
        grants = Set.copyOf(grants);
        notes = Map.copyOf(notes);
        tagMasks = Map.copyOf(tagMasks);
        views = Map.copyOf(views);
        registered = Map.copyOf(registered);
    }

    boolean knows(Principal principal) {
        return principal instanceof Principal.Owner || members.containsKey(principal);
    }

    ObjectNotes notes(Securable securable) {
        return notes.getOrDefault(securable, ObjectNotes.NONE);
    }

    Principal owner(Securable securable) {
        Principal owner = notes(securable).owner();
        return owner == null ? OWNER : owner;
    }

    Optional<View> view(String viewName) {
        View view = views.get(viewName);
        return view == null
                ? Optional.empty()
                : Optional.of(new View(
                        view.name(), view.sql(), notes(Securable.view(viewName)).comment(), view.definer()));
    }

    /** A principal and all groups that it belongs to, directly or through other groups. */
    Set<Principal> identities(Principal principal) {
        Set<Principal> found = new LinkedHashSet<>();
        Deque<Principal> open = new ArrayDeque<>();
        open.add(principal);
        while (!open.isEmpty()) {
            Principal next = open.remove();
            if (found.add(next)) {
                members.forEach((group, inside) -> {
                    if (inside.contains(next)) {
                        open.add(group);
                    }
                });
            }
        }
        return found;
    }

    /**
     * The mask of a column: its own, or else that of its tags.
     *
     * @throws CatalogException when two of its tags have a mask
     */
    @Nullable
    String mask(String table, String column) {
        ColumnNotes notes = notes(Securable.table(table)).column(column);
        if (notes.mask() != null) {
            return notes.mask();
        }
        TagKey found = null;
        for (Map.Entry<String, String> tag : new TreeMap<>(notes.tags()).entrySet()) {
            TagKey mask = tagMask(tag.getKey(), tag.getValue());
            if (mask != null && found != null) {
                throw new CatalogException("Cannot choose a mask for column " + column + " of " + table
                        + ": it has masks by " + found + " and by " + mask
                        + ". Give the column a mask of its own first, or take one of the tags away.");
            }
            found = mask == null ? found : mask;
        }
        return found == null ? null : tagMasks.get(found);
    }

    private @Nullable TagKey tagMask(String tag, String value) {
        TagKey exact = new TagKey(tag, value);
        if (tagMasks.containsKey(exact)) {
            return exact;
        }
        TagKey any = new TagKey(tag, null);
        return tagMasks.containsKey(any) ? any : null;
    }
}
