package dev.lakehouse4j.core.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** The engine's functions that a restricted session may call; whatever is not in the list is refused. */
final class HarmlessFunctions {

    private static final String RESOURCE = "functions.txt";

    private final Set<String> values = new HashSet<>();
    private final Set<String> windows = new HashSet<>();
    private final Set<String> tables = new HashSet<>();

    private HarmlessFunctions() {}

    static HarmlessFunctions load() {
        HarmlessFunctions functions = new HarmlessFunctions();
        try (InputStream resource = Objects.requireNonNull(
                        HarmlessFunctions.class.getResourceAsStream(RESOURCE), "functions.txt is part of this jar");
                BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            Set<String> section = functions.values;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("[")) {
                    section = functions.section(line);
                } else if (!line.startsWith("#") && !line.isBlank()) {
                    section.addAll(Set.of(line.strip().split(" +")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return functions;
    }

    private Set<String> section(String line) {
        return switch (line) {
            case "[table]" -> tables;
            case "[window]" -> windows;
            default -> values;
        };
    }

    /** Whether it may be called for a value or as an aggregate. */
    boolean isValue(String name) {
        return values.contains(name);
    }

    /** Whether it may be called with an OVER clause. */
    boolean isWindow(String name) {
        return windows.contains(name) || values.contains(name);
    }

    /** Whether it may be called in a FROM clause. */
    boolean isTable(String name) {
        return tables.contains(name);
    }
}
