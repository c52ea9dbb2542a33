package dev.lakehouse4j.ai.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text files of the jar. */
final class Resource {

    /** Where the dependency with the chart library keeps it; the version is in the path. */
    private static final String CHART_LIBRARY = "/META-INF/resources/webjars/chart.js/4.4.9/";

    private Resource() {}

    /** A file beside this class. */
    static String text(String name) {
        return read(name, name + " is missing from the jar of lakehouse-ai");
    }

    /** The script of the chart library, with its notice. */
    static String chartLibrary() {
        return library("dist/chart.umd.js");
    }

    /** The licence of the chart library. */
    static String chartLicense() {
        return library("LICENSE.md");
    }

    private static String library(String name) {
        return read(
                CHART_LIBRARY + name,
                "Cannot draw charts: Chart.js 4.4.9 is not on the class path. Add org.webjars.npm:chart.js:4.4.9, which"
                        + " lakehouse-ai brings along unless it is excluded");
    }

    private static String read(String path, String missing) {
        try (InputStream in = Resource.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(missing + ".");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + " from the class path.", e);
        }
    }
}
