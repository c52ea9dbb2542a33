package dev.lakehouse4j.core.catalog;

import java.util.Locale;
import java.util.Optional;

/**
 * An object of the catalog that privileges are granted on.
 *
 * @param kind what it is
 * @param name the schema's name, or {@code schema.name}; empty for the catalog
 */
public record Securable(Kind kind, String name) {

    /** Checks that the name is one of that kind. */
    public Securable {
        String expected =
                switch (kind) {
                    case CATALOG -> name.isEmpty() ? null : "no name, as there is one catalog";
                    case SCHEMA ->
                        name.isBlank() || name.indexOf('.') >= 0 ? "a name without a dot, such as gold" : null;
                    case TABLE, VIEW, FUNCTION, MODEL ->
                        isTwoParts(name) ? null : "a name with one dot, such as gold.fact_orders";
                };
        if (expected != null) {
            throw new IllegalArgumentException("Cannot name a " + kind.name().toLowerCase(Locale.ROOT) + " «" + name
                    + "»: it takes " + expected + ".");
        }
    }

    private static boolean isTwoParts(String name) {
        int dot = name.indexOf('.');
        return dot > 0 && dot == name.lastIndexOf('.') && dot < name.length() - 1;
    }

    /** What an object of the catalog is. */
    public enum Kind {
        /** The catalog as a whole. */
        CATALOG,
        /** A layer ({@code bronze}, {@code silver}, {@code gold}) or another schema. */
        SCHEMA,
        /** A table. */
        TABLE,
        /** A named query. */
        VIEW,
        /** A function of SQL. */
        FUNCTION,
        /** A trained model. */
        MODEL
    }

    /**
     * The catalog as a whole.
     *
     * @return the catalog
     */
    public static Securable catalog() {
        return new Securable(Kind.CATALOG, "");
    }

    /**
     * A schema.
     *
     * @param name for example {@code gold}
     * @return the schema
     */
    public static Securable schema(String name) {
        return new Securable(Kind.SCHEMA, name);
    }

    /**
     * A table.
     *
     * @param fullName {@code schema.table}
     * @return the table
     */
    public static Securable table(String fullName) {
        return new Securable(Kind.TABLE, fullName);
    }

    /**
     * A view.
     *
     * @param fullName {@code schema.view}
     * @return the view
     */
    public static Securable view(String fullName) {
        return new Securable(Kind.VIEW, fullName);
    }

    /**
     * A function of SQL; those that the application adds lie in the schema {@code functions}.
     *
     * @param name the function's name without a schema
     * @return the function
     */
    public static Securable function(String name) {
        return new Securable(Kind.FUNCTION, "functions." + name.toLowerCase(Locale.ROOT));
    }

    /**
     * A model; they lie in the schema {@code models}.
     *
     * @param name the model's name without a schema
     * @return the model
     */
    public static Securable model(String name) {
        return new Securable(Kind.MODEL, "models." + name);
    }

    /**
     * What it lies in.
     *
     * @return the schema, the catalog, or empty for the catalog
     */
    public Optional<Securable> parent() {
        return switch (kind) {
            case CATALOG -> Optional.empty();
            case SCHEMA -> Optional.of(catalog());
            case TABLE, VIEW, FUNCTION, MODEL -> Optional.of(schema(name.substring(0, name.indexOf('.'))));
        };
    }

    @Override
    public String toString() {
        return kind == Kind.CATALOG ? "the catalog" : kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }
}
