package dev.lakehouse4j.core;

import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.View;

/** Makes views for tests. */
final class Views {

    private Views() {}

    static View of(String name, String sql) {
        return new View(name, sql, null, new Principal.Owner());
    }
}
