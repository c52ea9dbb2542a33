package dev.lakehouse4j.medallion.commerce.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A second, naive reader of the files: character by character, rows as maps from column to text. */
final class SampleFolder {

    private final Path folder;

    SampleFolder(Path folder) {
        this.folder = folder;
    }

    List<Map<String, String>> customers() {
        return rows("olist_customers_dataset.csv");
    }

    List<Map<String, String>> orders() {
        return rows("olist_orders_dataset.csv");
    }

    List<Map<String, String>> items() {
        return rows("olist_order_items_dataset.csv");
    }

    List<Map<String, String>> payments() {
        return rows("olist_order_payments_dataset.csv");
    }

    List<Map<String, String>> reviews() {
        return rows("olist_order_reviews_dataset.csv");
    }

    List<Map<String, String>> products() {
        return rows("olist_products_dataset.csv");
    }

    List<Map<String, String>> sellers() {
        return rows("olist_sellers_dataset.csv");
    }

    List<Map<String, String>> geolocation() {
        return rows("olist_geolocation_dataset.csv");
    }

    List<Map<String, String>> translation() {
        return rows("product_category_name_translation.csv");
    }

    String text(String file) {
        try {
            return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Map<String, String>> rows(String file) {
        String text = text(file);
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        List<List<String>> records = records(text);
        List<Map<String, String>> rows = new ArrayList<>();
        List<String> header = records.get(0);
        for (List<String> cells : records.subList(1, records.size())) {
            if (cells.size() != header.size()) {
                throw new IllegalStateException("Not " + header.size() + " cells in " + file + ": " + cells);
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int index = 0; index < cells.size(); index++) {
                row.put(header.get(index), cells.get(index));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> records(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            any = true;
            if (quoted) {
                if (character != '"') {
                    cell.append(character);
                } else if (index + 1 < text.length() && text.charAt(index + 1) == '"') {
                    cell.append('"');
                    index++;
                } else {
                    quoted = false;
                }
            } else if (character == '"') {
                quoted = true;
            } else if (character == ',') {
                record.add(cell.toString());
                cell.setLength(0);
            } else if (character == '\n') {
                record.add(cell.toString());
                cell.setLength(0);
                records.add(record);
                record = new ArrayList<>();
                any = false;
            } else if (character != '\r') {
                cell.append(character);
            }
        }
        if (any) {
            record.add(cell.toString());
            records.add(record);
        }
        return records;
    }
}
