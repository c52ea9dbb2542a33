package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;

/** Who may write to a table: who may change it, or create it when it is not there. */
final class WriteRights {

    private WriteRights() {}

    static void require(Door door, Rights rights, String table) {
        if (LakeNames.isSystem(table)) {
            throw new AccessDeniedException(
                    "Cannot write to " + table + ": only the lake itself writes there. Write to a table of a layer.");
        }
        Securable schema = Securable.schema(LakeNames.schema(table));
        if (rights.has(Privilege.CREATE, schema)
                && !door.names().folder(table).map(door.store()::exists).orElse(false)) {
            return;
        }
        rights.require(Privilege.MODIFY, Securable.table(table));
    }
}
