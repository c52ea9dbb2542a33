package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a dimension keeps the versions of its members (slowly changing dimension of type 2).
 *
 * <p>A version holds from {@code validFrom} until {@code validTo}, exclusive; the current one has no end. Its surrogate key
 * is the hash of natural key and {@code validFrom}. A run joins the versions that the table has with what the query gives:
 *
 * <ul>
 *   <li>With {@link #changedAt}, a row of the query is how the member was from that time on. The query may give the present
 *       state alone or all versions at once; the rows need no order. A row with the time of a version that is there corrects
 *       it; one with an earlier time is laid out where it belongs, and holds until the next version that is known.
 *   <li>Without it, a row is how the member is at the time of the run. What a member was before its first run is not known,
 *       so its first version holds from 1900-01-01, and is the same in every rebuild. The versions after it live in the
 *       table alone: whoever deletes the table loses them.
 *   <li>A row that equals the version before it in all attributes (all columns but the keys, the validity and {@code
 *       changedAt}) makes no version.
 *   <li>A member that the query no longer gives stays current, or ends at the time of the run with {@link #closeVanished()}.
 *       One that comes back begins a new version.
 * </ul>
 *
 * <p>Two different rows of one member with one time fail a check. Immutable; each method returns changed settings.
 */
public final class History {

    static final History DEFAULTS = new History("valid_from", "valid_to", "is_current", null, false);

    private final String validFrom;
    private final String validTo;
    private final String current;
    private final @Nullable String changedAt;
    private final boolean closeVanished;

    private History(
            String validFrom, String validTo, String current, @Nullable String changedAt, boolean closeVanished) {
        this.validFrom = validFrom;
        this.validTo = validTo;
        this.current = current;
        this.changedAt = changedAt;
        this.closeVanished = closeVanished;
    }

    /**
     * Names the column with the begin of a version.
     *
     * @param column a {@code LocalDateTime} or {@code LocalDate} of the record, {@code valid_from} unless given
     * @return the changed settings
     */
    public History validFrom(String column) {
        return new History(column, validTo, current, changedAt, closeVanished);
    }

    /**
     * Names the column with the end of a version, exclusive.
     *
     * @param column a nullable component of the type of {@code validFrom}, {@code valid_to} unless given
     * @return the changed settings
     */
    public History validTo(String column) {
        return new History(validFrom, column, current, changedAt, closeVanished);
    }

    /**
     * Names the column that tells the current version.
     *
     * @param column a {@code boolean} of the record, {@code is_current} unless given
     * @return the changed settings
     */
    public History current(String column) {
        return new History(validFrom, validTo, column, changedAt, closeVanished);
    }

    /**
     * Names the column of the query that says since when the row holds.
     *
     * @param column a column of the query, never null; the record may have it too
     * @return the changed settings
     */
    public History changedAt(String column) {
        return new History(validFrom, validTo, current, column, closeVanished);
    }

    /**
     * Ends the current version of members that the query no longer gives. Use it only with a query that gives all members.
     *
     * @return the changed settings
     */
    public History closeVanished() {
        return new History(validFrom, validTo, current, changedAt, true);
    }

    String validFromColumn() {
        return validFrom;
    }

    String validToColumn() {
        return validTo;
    }

    String currentColumn() {
        return current;
    }

    @Nullable
    String changedAtColumn() {
        return changedAt;
    }

    boolean closesVanished() {
        return closeVanished;
    }

    List<String> columns() {
        return List.of(validFrom, validTo, current);
    }

    void validate(Definition definition, List<String> naturalKey, String surrogateKey) {
        List<String> roles = new ArrayList<>(columns());
        roles.addAll(naturalKey);
        roles.add(surrogateKey);
        definition.distinct("column", roles);
        Column from = definition.column("begin of validity", validFrom);
        Column to = definition.column("end of validity", validTo);
        Column flag = definition.column("mark of the current version", current);
        if (from != null && (from.nullable() || !isTime(from.type()))) {
            definition.problem(
                    "the begin of validity " + from + " must be a LocalDateTime or LocalDate that is not @Nullable");
        }
        if (from != null && to != null && (!to.nullable() || !to.type().equals(from.type()))) {
            definition.problem(
                    "the end of validity " + to + " must be @Nullable and a " + from.type() + " like " + from.name());
        }
        if (flag != null && (flag.nullable() || flag.type() != Primitive.BOOLEAN)) {
            definition.problem("the mark of the current version " + flag + " must be a boolean that is not @Nullable");
        }
    }

    static boolean isTime(ColumnType type) {
        return type == Primitive.TIMESTAMP_NTZ || type == Primitive.DATE;
    }
}
