package dev.lakehouse4j.medallion.site;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML in the making. Every text and every value of an attribute is escaped here and nowhere else; names of elements and
 * attributes are always our own.
 */
final class Html {

    private final StringBuilder html = new StringBuilder(1 << 14);
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are given as names and values in turn, those with an empty value are left out. */
    Html open(String element, String... attributes) {
        tag(element, attributes);
        html.append('>');
        open.push(element);
        return this;
    }

    /** Closes the element that was opened last. */
    Html close() {
        html.append("</").append(open.pop()).append('>');
        return this;
    }

    /** The element that was opened last is one that HTML does not close. */
    Html leaf() {
        open.pop();
        return this;
    }

    /** Closes the element that was opened last, and ends the line. */
    Html end() {
        close();
        html.append('\n');
        return this;
    }

    /** An element that holds a text. */
    Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element of SVG that holds nothing. */
    Html empty(String element, String... attributes) {
        tag(element, attributes);
        html.append("/>");
        return this;
    }

    Html text(String text) {
        html.append(HtmlText.escape(text));
        return this;
    }

    /** What was made before. */
    Html add(Html other) {
        html.append(other);
        return this;
    }

    private void tag(String element, String... attributes) {
        html.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            if (!attributes[i + 1].isEmpty()) {
                html.append(' ')
                        .append(attributes[i])
                        .append("=\"")
                        .append(HtmlText.escape(attributes[i + 1]))
                        .append('"');
            }
        }
    }

    boolean isEmpty() {
        return html.isEmpty();
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("Elements are still open: " + open);
        }
        return html.toString();
    }
}
