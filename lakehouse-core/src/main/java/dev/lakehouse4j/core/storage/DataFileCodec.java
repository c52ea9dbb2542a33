package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.util.VectorUtils;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the log says of data files, and calls columns by their names in the table. */
final class DataFileCodec {

    private final TableSchema schema;
    private final FileLayout layout;
    private final Set<String> boundless;

    DataFileCodec(TableSchema schema, FileLayout layout, Set<String> boundless) {
        this.schema = schema;
        this.layout = layout;
        this.boundless = boundless;
    }

    DataFile read(Row row) {
        AddFile add = new AddFile(row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
        String json = add.getStatsJson().orElse(null);
        long rows = StatisticsCodec.rows(json);
        Map<String, ColumnStatistics> statistics = StatisticsCodec.read(json, schema, layout, boundless);
        Map<String, @Nullable String> partition = Map.of();
        if (!layout.partitionColumns().isEmpty()) {
            partition = partition(VectorUtils.toJavaMap(add.getPartitionValues()));
            statistics = new LinkedHashMap<>(statistics);
            for (Map.Entry<String, @Nullable String> value : partition.entrySet()) {
                Column column = schema.column(value.getKey()).orElseThrow();
                statistics.put(column.name(), StatisticsCodec.partition(value.getValue(), column.type(), rows));
            }
        }
        return new DataFile(
                add.getPath(),
                add.getSize(),
                add.getModificationTime(),
                rows,
                statistics,
                partition,
                add.getDeletionVector()
                        .map(vector -> new DeletionVector(
                                vector.getStorageType(),
                                vector.getPathOrInlineDv(),
                                vector.getOffset().orElse(null),
                                vector.getSizeInBytes(),
                                vector.getCardinality()))
                        .orElse(null));
    }

    private Map<String, @Nullable String> partition(Map<String, @Nullable String> values) {
        Map<String, @Nullable String> named = new HashMap<>();
        List<Column> columns = schema.columns();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            if (layout.partitionColumns().contains(name)) {
                named.put(name, values.get(layout.physicalName(i, name)));
            }
        }
        return Collections.unmodifiableMap(named);
    }
}
