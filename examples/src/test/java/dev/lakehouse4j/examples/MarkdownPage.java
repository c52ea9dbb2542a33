package dev.lakehouse4j.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The fenced blocks of a page, as a Java class that does what the page shows, from top to bottom.
 *
 * <ul>
 *   <li>{@code java}: declarations become members of the class, statements go into its method {@code run}, where {@code
 *       lake} is an open lake and {@code folder} a folder for files. Imports come from the test.
 *   <li>{@code java FILE} and {@code xml FILE}: lines of a file of this repository, compared with it and not compiled here.
 *   <li>{@code csv NAME} and {@code json NAME}: writes the file into the folder.
 *   <li>{@code sql NAME}: a resource beside the class.
 *   <li>{@code text prints}: what the statements since the last such block have printed.
 * </ul>
 *
 * <p>Other blocks are for reading alone.
 */
record MarkdownPage(String name, List<Block> blocks) {

    private static final String FENCE = "```";

    private static final String IMPORTS = """
            import dev.lakehouse4j.ai.functions.*;
            import dev.lakehouse4j.ai.language.*;
            import dev.lakehouse4j.ai.sentiment.*;
            import dev.lakehouse4j.ai.report.*;
            import dev.lakehouse4j.ai.ask.Answer;
            import dev.lakehouse4j.ai.ask.Ask;
            import dev.lakehouse4j.ai.kpi.Kpi;
            import dev.lakehouse4j.ai.kpi.KpiSheet;
            import dev.lakehouse4j.ai.kpi.Metric;
            import dev.lakehouse4j.ai.summary.ExecutiveSummary;
            import dev.lakehouse4j.ai.summary.Language;
            import dev.lakehouse4j.core.*;
            import dev.lakehouse4j.core.audit.*;
            import dev.lakehouse4j.core.catalog.*;
            import dev.lakehouse4j.core.engine.*;
            import dev.lakehouse4j.core.erasure.*;
            import dev.lakehouse4j.core.error.*;
            import dev.lakehouse4j.core.lineage.*;
            import dev.lakehouse4j.core.schema.*;
            import dev.lakehouse4j.core.storage.*;
            import dev.lakehouse4j.medallion.commerce.*;
            import dev.lakehouse4j.medallion.commerce.sample.*;
            import dev.lakehouse4j.medallion.export.*;
            import dev.lakehouse4j.medallion.ingest.*;
            import dev.lakehouse4j.medallion.lineage.*;
            import dev.lakehouse4j.medallion.model.*;
            import dev.lakehouse4j.medallion.pipeline.*;
            import dev.lakehouse4j.medallion.quality.*;
            import dev.lakehouse4j.medallion.site.*;
            import dev.lakehouse4j.medallion.star.*;
            import dev.lakehouse4j.ml.cluster.*;
            import dev.lakehouse4j.ml.delivery.*;
            import dev.lakehouse4j.ml.estimator.*;
            import dev.lakehouse4j.ml.evaluation.*;
            import dev.lakehouse4j.ml.rfm.*;
            import dev.lakehouse4j.ml.tracking.*;
            import dev.lakehouse4j.notebook.*;
            import dev.lakehouse4j.unity.*;
            import java.math.BigDecimal;
            import java.net.URI;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.stream.Stream;
            import org.jspecify.annotations.Nullable;
            """;

    /** A fenced block: its language, what follows the language, and its text. */
    record Block(String language, String detail, String text) {

        /** Whether it shows lines of a file that is compiled where it lies. */
        boolean isExcerpt() {
            return detail.endsWith(".java") || detail.endsWith(".xml");
        }

        boolean isDeclaration() {
            return text.stripLeading()
                    .matches("(?s)(@\\w+|//|/\\*|public|private|static|final|record|enum|interface|class)\\b.*");
        }
    }

    static MarkdownPage read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).replaceAll("\\.md$", "");
        List<Block> blocks = new ArrayList<>();
        String head = null;
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (!line.startsWith(FENCE)) {
                text.append(line).append('\n');
            } else if (head == null) {
                head = line.substring(FENCE.length()).strip();
                text.setLength(0);
            } else {
                int space = head.indexOf(' ');
                blocks.add(new Block(
                        space < 0 ? head : head.substring(0, space),
                        space < 0 ? "" : head.substring(space + 1).strip(),
                        text.toString()));
                head = null;
            }
        }
        if (head != null) {
            throw new IOException(file + " has a fence that is not closed");
        }
        return new MarkdownPage(name, blocks);
    }

    List<Block> blocks(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** Name of the package that the class of the page is in. */
    String packageName() {
        return "page.p_" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    /** The class {@code Page} with its method {@code run(Lakehouse, Path, Consumer<String>)}. */
    String source() {
        StringBuilder members = new StringBuilder();
        StringBuilder statements = new StringBuilder();
        for (Block block : blocks) {
            if (block.isExcerpt()) {
                continue;
            }
            if (block.language().equals("java")) {
                (block.isDeclaration() ? members : statements).append(block.text());
            } else if (block.language().equals("text") && block.detail().equals("prints")) {
                statements
                        .append("prints.accept(")
                        .append(literal(block.text()))
                        .append(");\n");
            } else if (block.language().equals("csv") || block.language().equals("json")) {
                statements
                        .append("Files.writeString(folder.resolve(")
                        .append(literal(block.detail()))
                        .append("), ")
                        .append(literal(block.text()))
                        .append(");\n");
            }
        }
        return "package " + packageName() + ";\n" + IMPORTS + "public class Page {\n" + members
                + "public static void run(Lakehouse lake, Path folder, java.util.function.Consumer<String> prints)"
                + " throws Exception {\n" + statements + "}\n}\n";
    }

    private static String literal(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
