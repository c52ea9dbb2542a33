/** Tables on disk: Delta Lake's log through Delta Kernel, data files through Parquet-MR. */
@NullMarked
package dev.lakehouse4j.core.storage;

import org.jspecify.annotations.NullMarked;
