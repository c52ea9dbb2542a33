package dev.lakehouse4j.ml.tracking;

import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names and lengths that MLflow allows ({@code mlflow/utils/validation.py} of MLflow 2.17 to 3.17). */
final class Names {

    static final int PARAMETER_VALUE = 6_000;
    static final int TAG_VALUE = 8_000;
    static final int MODEL_TAG_VALUE = 5_000;

    private static final int KEY = 250;
    private static final int EXPERIMENT = 500;
    private static final int MODEL = 250;
    private static final int ALIAS = 255;
    private static final Pattern NAME = Pattern.compile("[/\\p{L}\\p{N}_.\\- :]+");
    private static final Pattern RUN_ID = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");
    private static final Pattern ALIAS_NAME = Pattern.compile("[\\p{L}\\p{N}_\\-]+");
    private static final Pattern LIKE_VERSION = Pattern.compile("[vV]\\d+");

    private Names() {}

    /** A name of a parameter, metric or tag; {@code what} says which. */
    static String requireKey(String what, String name) {
        requireLength(what + " name", name, 1, KEY);
        if (!NAME.matcher(name).matches()) {
            throw new TrackingException("Cannot log " + what + " '" + name
                    + "': MLflow allows letters, digits, blanks and _ - . : / in names. Rename it.");
        }
        if (!isNormal(name) || name.startsWith("..")) {
            throw new TrackingException("Cannot log " + what + " '" + name
                    + "': MLflow takes names for paths, and this one is not in its shortest form (no '..', '.', '//',"
                    + " leading or trailing '/'). Rename it.");
        }
        return name;
    }

    static void requireLength(String what, String text, int least, int most) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            throw new TrackingException("Cannot log: the " + what + " "
                    + (length == 0 ? "is empty" : "has " + length + " characters ('" + head(text) + "…')")
                    + ", and MLflow allows " + least + " to " + most
                    + ". Shorten it, or log long text as an artifact.");
        }
    }

    static void requireValue(String what, String value, int most) {
        requireLength("value of " + what, value, 0, most);
    }

    static String requireExperiment(String name) {
        requireLength("experiment name", name, 1, EXPERIMENT);
        if (name.isBlank()) {
            throw new TrackingException("Cannot open an experiment: its name is blank. Give it a name.");
        }
        return name;
    }

    static String requireRunId(String runId) {
        if (!RUN_ID.matcher(runId).matches()) {
            throw new TrackingException(
                    "Cannot find run '" + runId + "': a run id is made of letters and digits. Check the id.");
        }
        return runId;
    }

    static String requireModel(String name) {
        requireLength("model name", name, 1, MODEL);
        if (name.isBlank()
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(c -> "/:%\\".indexOf(c) >= 0)) {
            throw new TrackingException(
                    "Cannot register model '" + name + "': MLflow allows no / : % \\ in names of models. Rename it.");
        }
        return name;
    }

    static String requireAlias(String alias) {
        requireLength("alias", alias, 1, ALIAS);
        if (!ALIAS_NAME.matcher(alias).matches()
                || LIKE_VERSION.matcher(alias).matches()
                || alias.toLowerCase(Locale.ROOT).equals("latest")) {
            throw new TrackingException("Cannot use the alias '" + alias
                    + "': MLflow allows letters, digits, _ and -, but neither 'latest' nor a version such as v1. Use"
                    + " another, for example champion.");
        }
        return alias;
    }

    /** A path of an artifact: relative, with {@code /}, in its shortest form. */
    static String requireArtifactPath(String path) {
        boolean hasControl = path.chars().anyMatch(Character::isISOControl);
        boolean isDrive = path.length() > 1 && path.charAt(1) == ':';
        // MLflow's server decodes % in paths again and again, and refuses #.
        boolean hasSpecial = path.chars().anyMatch(c -> "\\%#".indexOf(c) >= 0);
        if (path.isBlank() || hasControl || isDrive || hasSpecial || !isNormal(path)) {
            throw new TrackingException("Cannot use '" + head(path)
                    + "' as the path of an artifact: it must be relative, with '/' between its parts, and without '..',"
                    + " '.', '//', '\\', '%' or '#'. Use a path like tables/months.csv.");
        }
        return path;
    }

    private static boolean isNormal(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static String head(String text) {
        return text.substring(0, Math.min(60, text.length()));
    }

    static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file has a folder");
    }

    static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** The regular files below a folder, or the file itself, sorted. */
    static List<Path> filesBelow(Path start) {
        try (Stream<Path> all = Files.walk(start)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw LakehouseErrors.storage("list " + start, e);
        }
    }
}
