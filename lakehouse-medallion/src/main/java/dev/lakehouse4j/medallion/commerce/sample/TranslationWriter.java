package dev.lakehouse4j.medallion.commerce.sample;

import dev.lakehouse4j.medallion.commerce.sample.Categories.Category;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the translation file; its quoting differs from the others: no quotes, a byte-order mark, no last line end. */
final class TranslationWriter {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TranslationWriter() {}

    static long write(Path file, boolean defects) throws IOException {
        StringBuilder text = new StringBuilder(defects ? BYTE_ORDER_MARK : "");
        text.append("product_category_name,product_category_name_english");
        long rows = 0;
        for (Category category : Categories.all()) {
            if (!defects || !Categories.UNTRANSLATED.contains(category.portuguese())) {
                text.append("\r\n").append(category.portuguese()).append(',').append(category.english());
                rows++;
            }
        }
        Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        return rows;
    }
}
