package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that looks for findings. */
final class Detectors {

    private Detectors() {}

    static List<Finding> findings(KpiSheet sheet) {
        Optional<Period> period = sheet.period();
        if (period.isEmpty()) {
            return List.of();
        }
        Figures figures = new Figures(sheet, period.get());
        List<Finding> findings = new ArrayList<>();
        findings.addAll(new BusinessHealth(figures).findings());
        findings.addAll(new RevenueDrivers(figures).findings());
        findings.addAll(new DeliveryRisks(figures).findings());
        findings.addAll(new CustomerSentiment(figures).findings());
        findings.addAll(new Recommendations(figures).findings());
        return findings;
    }

    /** The word for more, or the word for less. */
    static String pick(double change, String more, String less) {
        return change >= 0 ? more : less;
    }
}
