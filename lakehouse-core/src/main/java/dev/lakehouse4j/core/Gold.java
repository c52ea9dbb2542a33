package dev.lakehouse4j.core;

/** Facts, dimensions and summaries for reports and models. */
public final class Gold implements Layer, GoldInput {

    static final Gold LAYER = new Gold();

    private Gold() {}

    @Override
    public String schemaName() {
        return "gold";
    }

    @Override
    public String toString() {
        return schemaName();
    }
}
