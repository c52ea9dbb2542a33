package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.catalog.View;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds views: the tables under a view are seen as its definer sees them, the view itself by who was let in to it. */
final class ViewBinding {

    private static final Logger LOG = LoggerFactory.getLogger(ViewBinding.class);

    private static final int DEEPEST = 32;

    private final Door door;
    private final Rights invoker;
    private final List<String> path;

    ViewBinding(Door door, Rights invoker) {
        this(door, invoker, List.of());
    }

    private ViewBinding(Door door, Rights invoker, List<String> path) {
        this.door = door;
        this.invoker = invoker;
        this.path = path;
    }

    /** The view of that name; whether the invoker may read it has been asked already. */
    Relation.View bind(String name) {
        View view = invoker.view(name)
                .orElseThrow(() -> new TableNotFoundException("Cannot read " + name + ": no such table or view."));
        if (path.contains(name) || path.size() >= DEEPEST) {
            throw new CatalogException("Cannot read " + name + ": the views " + String.join(", ", path) + " and " + name
                    + " read each other in a circle, or are stacked more than " + DEEPEST
                    + " deep. Define one of them anew.");
        }
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        Rights definer = door.rights(view.definer());
        try {
            String sql = NameBinding.rewrite(
                    door, view.sql(), door.engine().references(view.sql()).tables(), () -> invoker);
            Map<String, Relation> relations = new LinkedHashMap<>();
            for (String table : door.engine().references(sql).tables()) {
                relations.put(table, table(NameBinding.unbound(table), definer, longer));
            }
            if (!definer.unrestricted()) {
                SqlAdmission.require(door.engine(), definer, door.harmless(), sql, relations.keySet());
            }
            return new Relation.View(
                    name, sql, relations, TableSchema.ofColumns(door.engine().describe(sql, relations)));
        } catch (CatalogException e) {
            throw e;
        } catch (LakehouseException e) {
            if (invoker.unrestricted()) {
                throw e;
            }
            // What the view reads, and why it cannot, is not told to who may read only the view.
            LOG.warn("The view {} cannot be read: {}", name, e.getMessage());
            throw new CatalogException("Cannot read the view " + name
                    + ": it cannot be run as it is. Whoever manages it has to correct it.");
        }
    }

    private Relation table(String name, Rights definer, List<String> longer) {
        Path folder = door.names().folder(name).orElse(null);
        TableSnapshot snapshot =
                folder == null ? null : door.store().latest(folder).orElse(null);
        if (snapshot != null) {
            definer.require(Privilege.SELECT, Securable.table(name));
            Guards guards = Guards.of(definer, name, snapshot.schema());
            return guards.over(new Relation.Snapshot(snapshot), definer, name, door.expressions());
        }
        if (LakeNames.schema(name + ".").equals(LakeNames.INFORMATION)) {
            throw new AccessDeniedException("Cannot read " + name + " in a view. Query it directly.");
        }
        definer.require(Privilege.SELECT, Securable.view(name));
        Relation.View inner = new ViewBinding(door, invoker, longer).bind(name);
        return definer.unrestricted() ? inner : inner.behindFence();
    }
}
