package dev.lakehouse4j.ai.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Text files of the jar, and of the dependency with the chart library. */
final class Resource {

    private static final String CHART_LIBRARY = "/META-INF/resources/webjars/chart.js/";
    private static final String CHART_VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private Resource() {}

    /** A file beside this class, or by its absolute path. */
    static String text(String name) {
        return read(name, name + " is missing from the jar of lakehouse-ai.");
    }

    /** The script of the chart library, with its notice. */
    static String chartLibrary() {
        return library("dist/chart.umd.js");
    }

    /** The licence of the chart library. */
    static String chartLicense() {
        return library("LICENSE.md");
    }

    /** The version is in the path: an application may have chosen another one than this library was built with. */
    private static String library(String name) {
        String missing =
                "Cannot draw charts: the library Chart.js is not on the class path, or has another layout than version 4."
                        + " Add org.webjars.npm:chart.js, which lakehouse-ai brings along unless it is excluded.";
        Properties version = new Properties();
        try {
            version.load(new StringReader(read(CHART_VERSION, missing)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read(CHART_LIBRARY + version.getProperty("version") + '/' + name, missing);
    }

    private static String read(String path, String missing) {
        try (InputStream in = Resource.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(missing);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + " from the class path.", e);
        }
    }
}
