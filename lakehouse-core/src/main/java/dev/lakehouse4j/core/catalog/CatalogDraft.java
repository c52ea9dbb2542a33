package dev.lakehouse4j.core.catalog;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A state while it is changed; it counts only when {@link #state} was written. */
final class CatalogDraft {

    String name;
    final Map<Principal, Set<Principal>> members = new HashMap<>();
    final Set<Grant> grants;
    final Map<TagKey, String> tagMasks;
    final Map<String, View> views;
    final Map<Securable, String> registered;
    private final Map<Securable, ObjectNotes> notes;

    CatalogDraft(CatalogState state) {
        name = state.name();
        state.members().forEach((principal, inside) -> members.put(principal, new HashSet<>(inside)));
        grants = new HashSet<>(state.grants());
        tagMasks = new HashMap<>(state.tagMasks());
        views = new HashMap<>(state.views());
        registered = new HashMap<>(state.registered());
        notes = new HashMap<>(state.notes());
    }

    /** What has been said so far, as a state. */
    CatalogState state() {
        Map<Principal, Set<Principal>> copied = new HashMap<>();
        members.forEach((principal, inside) -> copied.put(principal, Set.copyOf(inside)));
        return new CatalogState(name, copied, grants, notes, tagMasks, views, registered);
    }

    Set<Principal> membersOf(Principal.Group group) {
        return members.computeIfAbsent(group, key -> new HashSet<>());
    }

    void note(Securable securable, UnaryOperator<ObjectNotes> change) {
        ObjectNotes changed = change.apply(notes.getOrDefault(securable, ObjectNotes.NONE));
        if (changed.equals(ObjectNotes.NONE)) {
            notes.remove(securable);
        } else {
            notes.put(securable, changed);
        }
    }

    /** The column is given as the table spells it. */
    void noteColumn(Securable securable, String column, UnaryOperator<ColumnNotes> change) {
        note(securable, object -> {
            Map<String, ColumnNotes> columns = new TreeMap<>(object.columns());
            // A table that was made anew may spell its columns in another way.
            columns.keySet().removeIf(other -> other.equalsIgnoreCase(column));
            ColumnNotes changed = change.apply(object.column(column));
            if (!changed.equals(ColumnNotes.NONE)) {
                columns.put(column, changed);
            }
            return object.withColumns(columns);
        });
    }

    /** Takes away all that is said about an object that is no more. */
    void forget(Securable securable) {
        notes.remove(securable);
        grants.removeIf(grant -> grant.securable().equals(securable));
        registered.remove(securable);
    }
}
