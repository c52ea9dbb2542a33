package dev.lakehouse4j.core;

/** Cleaned, standardised, deduplicated rows. */
public final class Silver implements Layer, SilverInput, GoldInput {

    static final Silver LAYER = new Silver();

    private Silver() {}

    @Override
    public String schemaName() {
        return "silver";
    }

    @Override
    public String toString() {
        return schemaName();
    }
}
