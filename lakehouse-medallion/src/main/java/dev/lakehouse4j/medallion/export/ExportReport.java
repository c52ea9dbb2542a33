package dev.lakehouse4j.medallion.export;

import java.nio.file.Path;
import java.util.List;

/**
 * What an export wrote.
 *
 * @param folder the folder
 * @param files the files in it, relative to it, sorted
 * @param tables tables of the pipeline that the files make
 * @param leftOut tables of the pipeline that the files do not make
 * @param gaps what is not carried over, table by table, as in the README
 */
public record ExportReport(
        Path folder, List<String> files, List<String> tables, List<String> leftOut, List<ExportGap> gaps) {

    /** Copies the lists. */
    public ExportReport {
        files = List.copyOf(files);
        tables = List.copyOf(tables);
        leftOut = List.copyOf(leftOut);
        gaps = List.copyOf(gaps);
    }

    /**
     * The report in a few lines.
     *
     * @return for example {@code 27 tables in 64 files}
     */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(tables.size())
                .append(" tables in ")
                .append(files.size())
                .append(" files in ")
                .append(folder);
        if (!leftOut.isEmpty()) {
            text.append("\nLeft out: ").append(String.join(", ", leftOut));
        }
        return text.append("\nREADME.md says what is not carried over, and why.")
                .toString();
    }
}
