package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.StorageException;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.ColumnMapping.ColumnMappingMode;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads from the metadata of a table how its rows lie in its files. */
final class LayoutCodec {

    private final Path root;
    private final boolean byId;

    private LayoutCodec(Path root, boolean byId) {
        this.root = root;
        this.byId = byId;
    }

    static FileLayout layout(Path root, Metadata metadata, List<String> partitionColumns) {
        ColumnMappingMode mode = ColumnMapping.getColumnMappingMode(metadata.getConfiguration());
        if (mode == ColumnMappingMode.NONE) {
            return FileLayout.partitioned(partitionColumns);
        }
        LayoutCodec codec = new LayoutCodec(root, mode == ColumnMappingMode.ID);
        return new FileLayout(partitionColumns, codec.fields(metadata.getSchema()), codec.byId);
    }

    /** Columns whose bounds in the log were those of another type: a float's shortest text is no bound of the double. */
    static Set<String> boundless(StructType schema) {
        Set<String> names = new HashSet<>();
        for (StructField field : schema.fields()) {
            boolean changed = field.getTypeChanges().stream()
                    .anyMatch(change -> change.getFrom() instanceof FloatType || change.getFrom() instanceof DateType);
            if (changed) {
                names.add(field.getName());
            }
        }
        return names;
    }

    private List<PhysicalColumn> fields(StructType struct) {
        List<PhysicalColumn> fields = new ArrayList<>();
        for (StructField field : struct.fields()) {
            boolean named = field.getMetadata().contains(ColumnMapping.COLUMN_MAPPING_PHYSICAL_NAME_KEY);
            boolean numbered = field.getMetadata().contains(ColumnMapping.COLUMN_MAPPING_ID_KEY);
            if (!named || (byId && !numbered)) {
                throw new StorageException(
                        "Cannot read the table at " + root + ": it has the feature columnMapping, and the"
                                + " log does not say what column " + field.getName()
                                + " is called in the files. Compare the log"
                                + " with a copy.");
            }
            fields.add(new PhysicalColumn(
                    ColumnMapping.getPhysicalName(field),
                    numbered ? ColumnMapping.getColumnId(field) : -1,
                    children(field.getDataType())));
        }
        return fields;
    }

    private List<PhysicalColumn> children(DataType type) {
        if (type instanceof StructType struct) {
            return fields(struct);
        } else if (type instanceof ArrayType array) {
            return List.of(new PhysicalColumn("element", -1, children(array.getElementType())));
        } else if (type instanceof MapType map) {
            return List.of(
                    new PhysicalColumn("key", -1, children(map.getKeyType())),
                    new PhysicalColumn("value", -1, children(map.getValueType())));
        }
        return List.of();
    }
}
