package dev.lakehouse4j.core.lineage;

/** How a column depends on another; the terms are those of OpenLineage's column lineage facet. */
public enum Dependency {
    /** The value is taken as it is. */
    IDENTITY(true),
    /** The value is computed from values of one row. */
    TRANSFORMATION(true),
    /** The value is computed from values of several rows. */
    AGGREGATION(true),
    /** Rows are matched by it. */
    JOIN(false),
    /** Rows are grouped or made distinct by it. */
    GROUP_BY(false),
    /** Rows are chosen by it. */
    FILTER(false),
    /** Rows are ordered by it, or the row with the greatest or least value is taken. */
    SORT(false),
    /** A window is cut or ordered by it. */
    WINDOW(false),
    /** It decides which of several values is taken. */
    CONDITIONAL(false);

    private final boolean direct;

    Dependency(boolean direct) {
        this.direct = direct;
    }

    /**
     * Whether the value itself goes into the other one.
     *
     * @return false when it only decides which values do
     */
    public boolean direct() {
        return direct;
    }

    /** What it is when this is applied to something that depends in the given way on the source. */
    Dependency after(Dependency inner) {
        if (!direct) {
            return this;
        }
        if (!inner.direct || this == IDENTITY) {
            return inner;
        }
        return inner == AGGREGATION ? AGGREGATION : this;
    }
}
