package dev.lakehouse4j.medallion.site;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Text that goes into pages, for all that writes HTML here. */
public final class HtmlText {

    private HtmlText() {}

    /**
     * A text as the content of an element or of a quoted attribute. Control characters, which HTML does not allow, are left
     * out.
     *
     * @param text any text
     * @return the text with {@code &}, {@code <}, {@code >} and quotes escaped
     */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> {
                    // Control characters are not allowed in HTML, whatever their spelling.
                    if ((c >= ' ' && c != 0x7f) || c == '\n' || c == '\t') {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    /**
     * A JSON text as the content of a script element, which it cannot end.
     *
     * @param json a JSON text
     * @return the same value, written so that it holds no markup
     */
    public static String json(String json) {
        return json.replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /**
     * What a content security policy calls an inline script or style.
     *
     * @param content all between the tags
     * @return the source expression, with its quotes
     */
    public static String hash(String content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return "'sha256-"
                    + Base64.getEncoder().encodeToString(digest.digest(content.getBytes(StandardCharsets.UTF_8))) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime lacks SHA-256, which every one must have", e);
        }
    }
}
