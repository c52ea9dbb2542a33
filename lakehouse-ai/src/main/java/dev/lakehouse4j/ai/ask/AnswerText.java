package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.KpiRow;
import dev.lakehouse4j.ai.kpi.Metric;
import dev.lakehouse4j.ai.summary.FigureFormat;
import dev.lakehouse4j.ai.summary.Language;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Collectors;

/** Words answers. */
final class AnswerText {

    private final Language language;
    private final FigureFormat format;

    AnswerText(Language language) {
        this.language = language;
        this.format = FigureFormat.in(language);
    }

    private boolean isPortuguese() {
        return language == Language.PORTUGUESE;
    }

    String figure(Catalog.Entry entry, String unit, double value) {
        String written = format.value(value, unit);
        return capital(entry.title(language)) + (isPortuguese() ? " é de " : " is ") + written + ".";
    }

    String metric(Question question, Metric metric, List<KpiRow> rows) {
        String scope = scope(question);
        String title = question.entry().title(language);
        if (rows.isEmpty()) {
            return isPortuguese()
                    ? "Não há pedidos para calcular " + title + scope + "."
                    : "There are no orders to compute " + title + scope + " from.";
        }
        if (question.by() == null) {
            double value = rows.get(0).number("value");
            if (Double.isNaN(value)) {
                return isPortuguese()
                        ? "Não há pedidos para calcular " + title + scope + "."
                        : "There are no orders to compute " + title + scope + " from.";
            }
            return isPortuguese()
                    ? capital(title) + scope + " foi de " + format.value(value, metric.unit()) + "."
                    : capital(title) + scope + " was " + format.value(value, metric.unit()) + ".";
        }
        String list = rows.stream()
                .map(row -> label(question, row) + " (" + value(row, metric) + ")")
                .collect(Collectors.joining(", "));
        String support = MetricQuery.needsSupport(question, metric)
                ? isPortuguese()
                        ? ", com pelo menos " + MetricQuery.SUPPORT + " pedidos"
                        : ", with at least " + MetricQuery.SUPPORT + " orders"
                : "";
        if (question.limit() == 1) {
            String superlative =
                    question.isAscending() ? isPortuguese() ? "menor" : "lowest" : isPortuguese() ? "maior" : "highest";
            String value = value(rows.get(0), metric);
            String name = label(question, rows.get(0));
            String bare = title.replaceFirst("^(the|o|a) ", "");
            return isPortuguese()
                    ? capital(name) + " tem " + (title.startsWith("a ") ? "a " : "o ") + superlative
                            + " valor de ".replace("valor de ", "") + bare + scope + ": " + value + support + "."
                    : capital(name) + " has the " + superlative + " " + bare + scope + ": " + value + support + ".";
        }
        return capital(title) + scope + " " + by(question) + support + ": " + list + ".";
    }

    private String by(Question question) {
        String dimension = String.valueOf(question.by());
        if (!isPortuguese()) {
            return "by " + dimension;
        }
        return "por "
                + switch (dimension) {
                    case "state" -> "estado";
                    case "category" -> "categoria";
                    case "month" -> "mês";
                    case "seller" -> "vendedor";
                    default -> "segmento";
                };
    }

    private String value(KpiRow row, Metric metric) {
        double value = row.number("value");
        return Double.isNaN(value) ? "–" : format.value(value, metric.unit());
    }

    private String label(Question question, KpiRow row) {
        String by = String.valueOf(question.by());
        return switch (by) {
            case "state" -> format.state(row.text(by));
            case "category" -> format.category(row.text(by));
            case "segment" -> format.segment(row.text(by));
            case "month" -> format.month(YearMonth.from(row.date(by)));
            default -> row.text(by);
        };
    }

    private String scope(Question question) {
        StringBuilder scope = new StringBuilder();
        if (question.category() != null) {
            scope.append(isPortuguese() ? " em " : " for ").append(format.category(question.category()));
        }
        if (question.segment() != null) {
            scope.append(isPortuguese() ? " do segmento " : " of ").append(format.segment(question.segment()));
        }
        if (question.state() != null) {
            scope.append(' ').append(format.inState(question.state()));
        }
        if (question.period() != null) {
            scope.append(' ').append(format.in(question.period()));
        }
        return scope.toString();
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
