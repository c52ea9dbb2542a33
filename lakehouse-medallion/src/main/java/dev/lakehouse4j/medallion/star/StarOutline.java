package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The keys of a dimension or fact and how it keeps history, for whoever builds the same star schema elsewhere.
 *
 * @param primaryKey the surrogate key of a dimension, the grain of a fact
 * @param references the keys of dimensions that a fact has; none of a dimension
 * @param versions how a slowly changing dimension of type 2 is made from stored rows; empty for all others
 */
public record StarOutline(List<String> primaryKey, List<Reference> references, Optional<Versions> versions) {

    /** Copies the lists. */
    public StarOutline {
        primaryKey = List.copyOf(primaryKey);
        references = List.copyOf(references);
    }

    /**
     * A key of a dimension in a fact.
     *
     * @param column column of the fact
     * @param dimension table of the dimension
     * @param key its surrogate key
     */
    public record Reference(String column, TableRef<Gold, ?> dimension, String key) {}

    /**
     * A dimension whose history another system keeps: it stores each row that {@link #members()} gives, from when on and until
     * when it was given.
     *
     * @param members one SELECT statement that gives the members as they are
     * @param columns the columns of its result to store
     * @param storeKey the columns that tell stored rows of one run apart: the natural key, with the time of the change where the
     *     definition names one
     * @param changedAt whether the definition names a time of the change, so that the time of the run does not matter
     * @param closesVanished whether the version of a member ends that is no longer given
     * @param compiler writes the query of {@link #over}
     */
    public record Versions(
            String members,
            List<Column> columns,
            List<String> storeKey,
            boolean changedAt,
            boolean closesVanished,
            UnaryOperator<String> compiler) {

        /** Copies the lists. */
        public Versions {
            columns = List.copyOf(columns);
            storeKey = List.copyOf(storeKey);
        }

        /**
         * The query of the dimension over the stored rows, with surrogate keys, validity and unknown member.
         *
         * @param stored what follows FROM: a table, or a query in brackets, with {@link #columns()} and the times {@code
         *     __START_AT} and {@code __END_AT}; the latter is null while the row is given
         * @return one SELECT statement with the columns of the dimension
         */
        public String over(String stored) {
            return compiler.apply(stored);
        }
    }

    /**
     * Looks at a part of a star schema.
     *
     * @param part the dimension or fact
     * @return its outline
     */
    public static StarOutline of(StarPart<?> part) {
        if (part instanceof Fact<?> fact) {
            List<Reference> references = new ArrayList<>();
            for (Fact.Link link : fact.links()) {
                references.add(new Reference(
                        link.column().name(),
                        link.dimension().table(),
                        link.dimension().surrogateKey().name()));
            }
            return new StarOutline(fact.grain(), references, Optional.empty());
        }
        Dimension<?> dimension = (Dimension<?>) part;
        History history = dimension.history();
        List<String> key = List.of(dimension.surrogateKey().name());
        if (history == null) {
            return new StarOutline(key, List.of(), Optional.empty());
        }
        List<String> storeKey = new ArrayList<>(
                dimension.naturalKey().stream().map(Column::name).toList());
        String changedAt = history.changedAtColumn();
        if (changedAt != null) {
            storeKey.add(changedAt);
        }
        DimensionSql sql = dimension.sql();
        Versions versions = new Versions(
                sql.source(),
                sql.carried(history),
                storeKey,
                changedAt != null,
                history.closesVanished(),
                stored -> sql.type2Over(history, stored));
        return new StarOutline(key, List.of(), Optional.of(versions));
    }
}
