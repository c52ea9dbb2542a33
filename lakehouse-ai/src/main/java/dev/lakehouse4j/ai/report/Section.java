package dev.lakehouse4j.ai.report;

import java.util.List;

/** Charts under one heading. */
record Section(String id, String title, String intro, List<Element> elements) {

    Section {
        elements = List.copyOf(elements);
    }
}
