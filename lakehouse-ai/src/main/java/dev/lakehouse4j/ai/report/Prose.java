package dev.lakehouse4j.ai.report;

import java.util.List;

/** The summary in words. */
record Prose(List<Part> parts) {

    Prose {
        parts = List.copyOf(parts);
    }

    /** A part with its heading. */
    record Part(String title, List<Passage> passages, boolean numbered) {
        Part {
            passages = List.copyOf(passages);
        }
    }

    /** A text, with a heading of its own or an empty one. */
    record Passage(String heading, String text) {}
}
