package dev.lakehouse4j.core.catalog;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The schemas that a lake has, and what is special about them. */
final class Schemas {

    static final List<String> LAYERS = List.of("bronze", "silver", "gold");
    static final String SYSTEM = "system";
    static final String INFORMATION = "information_schema";
    static final String FUNCTIONS = "functions";
    static final String MODELS = "models";

    static final List<String> ALL = List.of("bronze", "silver", "gold", SYSTEM, INFORMATION, FUNCTIONS, MODELS);

    /** What the owner alone may do with the tables of the library itself. */
    private static final Set<Privilege> NEVER_IN_SYSTEM = EnumSet.of(Privilege.MODIFY, Privilege.CREATE);

    private static final Set<Privilege> OPEN = EnumSet.of(Privilege.USE, Privilege.SELECT);

    private Schemas() {}

    /** Whether anybody but the owner can hold the privilege. */
    static boolean allows(Privilege privilege, Securable securable) {
        return !(NEVER_IN_SYSTEM.contains(privilege) && isIn(SYSTEM, securable));
    }

    /** Whether everybody holds the privilege. */
    static boolean isOpenToAll(Privilege privilege, Securable securable) {
        return OPEN.contains(privilege) && isIn(INFORMATION, securable);
    }

    static boolean isIn(String schema, Securable securable) {
        String name = securable.name();
        return name.startsWith(schema)
                && securable.kind() != Securable.Kind.CATALOG
                && (name.length() == schema.length() || name.charAt(schema.length()) == '.');
    }

    /** The privileges that make sense on an object. */
    static Set<Privilege> grantable(Securable securable) {
        Set<Privilege> privileges =
                switch (securable.kind()) {
                    case CATALOG, SCHEMA -> EnumSet.allOf(Privilege.class);
                    case TABLE -> EnumSet.of(Privilege.SELECT, Privilege.MODIFY, Privilege.MANAGE, Privilege.UNMASK);
                    case VIEW -> EnumSet.of(Privilege.SELECT, Privilege.MANAGE);
                    case FUNCTION, MODEL -> EnumSet.of(Privilege.EXECUTE, Privilege.MANAGE);
                };
        if (isIn(SYSTEM, securable)) {
            privileges.retainAll(EnumSet.of(Privilege.USE, Privilege.SELECT, Privilege.UNMASK));
        }
        if (isIn(INFORMATION, securable)) {
            privileges.clear();
        }
        return privileges;
    }
}
