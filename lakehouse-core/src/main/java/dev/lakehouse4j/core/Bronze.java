package dev.lakehouse4j.core;

/** Raw rows as they came, with where they came from. */
public final class Bronze implements Layer, SilverInput {

    static final Bronze LAYER = new Bronze();

    private Bronze() {}

    @Override
    public String schemaName() {
        return "bronze";
    }

    @Override
    public String toString() {
        return schemaName();
    }
}
