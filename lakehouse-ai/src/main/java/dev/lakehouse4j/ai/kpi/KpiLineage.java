package dev.lakehouse4j.ai.kpi;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.lineage.ColumnLineage;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.LineageStore;
import dev.lakehouse4j.core.lineage.QueryLineage;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which columns of tables go into which key figures. */
public final class KpiLineage {

    /** Name of the key figures in the lineage; each figure is a column of it. */
    public static final String KPIS = "reports.kpis";

    private static final Logger LOG = LoggerFactory.getLogger(KpiLineage.class);
    /** Days and times in queries move with the data; they do not change what the figures are made from. */
    private static final Pattern LITERALS = Pattern.compile("'[^']*'");

    private KpiLineage() {}

    /**
     * Keeps in the lake what its key figures, and the reports that show them, are made from; writes only what is new. What
     * cannot be kept is logged.
     *
     * @param lake the lake
     * @param sheet its key figures
     * @param reports names of reports that show them, for example {@code summary}
     */
    public static void record(Lakehouse lake, KpiSheet sheet, List<String> reports) {
        try {
            LineageStore store = lake.lineageStore();
            String fingerprint = fingerprint(sheet, reports);
            if (store.isRecorded("kpis", fingerprint)) {
                return;
            }
            List<TableLineage> lineage = new ArrayList<>();
            lineage.add(of(lake, sheet));
            for (String report : reports) {
                lineage.add(new TableLineage(
                        "reports." + report,
                        TableLineage.Step.REPORT,
                        List.of(TableLineage.Input.of(KPIS)),
                        List.of(),
                        List.of(),
                        List.of(),
                        null));
            }
            store.record("kpis", fingerprint, lineage);
        } catch (LakehouseException e) {
            LOG.warn("The lineage of the key figures was not recorded: {}", e.getMessage(), e);
        }
    }

    /**
     * What key figures are made from.
     *
     * @param lake the lake
     * @param sheet its key figures
     * @return the lineage of {@link #KPIS}
     */
    public static TableLineage of(Lakehouse lake, KpiSheet sheet) {
        Map<String, TableSchema> schemas = new LinkedHashMap<>();
        Map<String, QueryLineage> queries = new LinkedHashMap<>(); // Several figures come from one query.
        TreeSet<String> inputs = new TreeSet<>();
        List<ColumnLineage> columns = new ArrayList<>();
        for (Kpi kpi : sheet.kpis()) {
            Map<String, TableSchema> tables = new LinkedHashMap<>();
            kpi.tableVersions()
                    .keySet()
                    .forEach(table -> tables.put(
                            table,
                            schemas.computeIfAbsent(
                                    table, name -> lake.snapshot(name).schema())));
            QueryLineage query = queries.computeIfAbsent(kpi.sql(), sql -> QueryLineage.of(lake.engine(), sql, tables));
            TreeSet<ColumnSource> sources = new TreeSet<>(query.rows());
            List<ColumnLineage> own = query.columns().stream()
                    .filter(column -> column.column().equals(kpi.name()))
                    .toList();
            (own.isEmpty() ? query.columns() : own).forEach(column -> sources.addAll(column.sources()));
            sources.forEach(source -> inputs.add(source.column().table()));
            columns.add(new ColumnLineage(kpi.name(), List.copyOf(sources)));
        }
        return new TableLineage(
                KPIS,
                TableLineage.Step.REPORT,
                inputs.stream().map(TableLineage.Input::of).toList(),
                columns,
                List.of(),
                List.of(),
                null);
    }

    private static String fingerprint(KpiSheet sheet, List<String> reports) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(reports.toString().getBytes(StandardCharsets.UTF_8));
            for (Kpi kpi : sheet.kpis()) {
                String sql = LITERALS.matcher(kpi.sql()).replaceAll("?");
                digest.update((kpi.name() + "\n" + sql + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
