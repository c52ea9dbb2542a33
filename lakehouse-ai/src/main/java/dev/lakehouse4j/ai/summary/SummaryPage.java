package dev.lakehouse4j.ai.summary;

import java.util.LinkedHashSet;
import java.util.Set;

/** Lays a summary out. */
final class SummaryPage {

    private static final int WIDTH = 100;

    private SummaryPage() {}

    static String text(ExecutiveSummary summary) {
        StringBuilder text = new StringBuilder(summary.title()).append('\n');
        for (Section section : summary.sections()) {
            text.append('\n').append(section.title()).append('\n');
            int number = 0;
            for (Section.Passage passage : section.passages()) {
                if (section.topic() == Topic.RECOMMENDATIONS) {
                    number++;
                    wrap(text, number + ". ", "   ", passage.heading() + ". " + passage.text());
                } else {
                    wrap(text, "  ", "  ", passage.text());
                }
            }
        }
        if (!summary.notes().isEmpty()) {
            text.append('\n');
            summary.notes().forEach(note -> wrap(text, "", "  ", note));
        }
        return text.toString();
    }

    private static void wrap(StringBuilder text, String first, String next, String paragraph) {
        StringBuilder line = new StringBuilder(first);
        boolean isEmpty = true;
        for (String word : paragraph.split(" ", -1)) {
            if (!isEmpty && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(next);
                isEmpty = true;
            }
            if (!isEmpty) {
                line.append(' ');
            }
            line.append(word);
            isEmpty = false;
        }
        text.append(line).append('\n');
    }

    static String markdown(ExecutiveSummary summary) {
        boolean isPortuguese = summary.language() == Language.PORTUGUESE;
        StringBuilder text = new StringBuilder("# ").append(summary.title()).append('\n');
        for (Section section : summary.sections()) {
            text.append("\n## ").append(section.title()).append('\n');
            int number = 0;
            for (Section.Passage passage : section.passages()) {
                text.append('\n');
                if (section.topic() == Topic.RECOMMENDATIONS) {
                    number++;
                    text.append(number).append(". **").append(passage.heading()).append(".** ");
                }
                text.append(passage.text());
                text.append(sources(passage)).append('\n');
            }
        }
        if (!summary.notes().isEmpty()) {
            text.append(isPortuguese ? "\n## Observações\n\n" : "\n## Notes\n\n");
            summary.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        }
        text.append('\n')
                .append(
                        isPortuguese
                                ? "Entre colchetes estão os indicadores citados; `kpis.json` traz a consulta SQL e as versões"
                                        + " das tabelas de cada um."
                                : "In brackets are the key figures cited; `kpis.json` has the SQL query and the table versions"
                                        + " of each.")
                .append('\n');
        return text.toString();
    }

    private static String sources(Section.Passage passage) {
        Set<String> names = new LinkedHashSet<>();
        passage.sentences().forEach(sentence -> names.addAll(sentence.sources()));
        return names.isEmpty() ? "" : " <sub>[" + String.join(", ", names) + "]</sub>";
    }
}
