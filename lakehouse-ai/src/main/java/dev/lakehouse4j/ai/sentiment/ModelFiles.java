package dev.lakehouse4j.ai.sentiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stored compact models: {@code manifest.json}, {@code vocabulary.txt} and {@code weights.safetensors}. */
final class ModelFiles {

    static final String MANIFEST = "manifest.json";
    static final String VOCABULARY = "vocabulary.txt";
    static final String WEIGHTS = "weights.safetensors";
    private static final String FORMAT = "lakehouse4j-sentiment";
    private static final int FORMAT_VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ModelFiles() {}

    /** Where the files of a model lie. */
    interface Source {

        /** The bytes of a file, or null when there is no such file. */
        byte @Nullable [] read(String file) throws IOException;

        /** Names a file in messages. */
        String name(String file);
    }

    static Source folder(Path folder) {
        return new Source() {
            @Override
            public byte @Nullable [] read(String file) throws IOException {
                Path path = folder.resolve(file);
                return Files.isRegularFile(path) ? Files.readAllBytes(path) : null;
            }

            @Override
            public String name(String file) {
                return folder.resolve(file).toString();
            }
        };
    }

    static CompactModel read(Source source) {
        JsonNode root = manifest(source);
        SentimentManifest manifest = manifest(source, root);
        byte[] vocabulary = checked(source, VOCABULARY, root);
        byte[] weights = checked(source, WEIGHTS, root);
        try {
            NetworkShape shape = MAPPER.convertValue(root.path("network"), NetworkShape.class);
            Head head = MAPPER.convertValue(root.path("head"), Head.class);
            int buckets = root.path("ngramBuckets").asInt();
            int count = root.path("networks").asInt();
            if (shape == null || head == null) {
                throw damaged(source.name(MANIFEST), "it does not say how large the network is", null);
            }
            Map<String, Safetensors.Tensor> tensors = Safetensors.read(weights);
            List<Network> networks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                networks.add(Network.of(shape, tensors, prefix(i)));
            }
            return new CompactModel(
                    LinearModel.of(buckets, tensors), networks, Vocabulary.read(vocabulary), head, manifest);
        } catch (IllegalArgumentException e) {
            throw damaged(source.name(WEIGHTS), String.valueOf(e.getMessage()), e);
        }
    }

    private static String prefix(int network) {
        return "network." + network + ".";
    }

    /** Only what is known of the weights, without reading them. */
    static SentimentManifest readManifest(Source source) {
        return manifest(source, manifest(source));
    }

    private static JsonNode manifest(Source source) {
        byte[] bytes = bytes(source, MANIFEST);
        if (bytes == null) {
            throw new SentimentException("Cannot load a sentiment model: there is no " + source.name(MANIFEST)
                    + ". Give the folder that a model was saved to, or one with an exported Hugging Face model.");
        }
        try {
            JsonNode root = MAPPER.readTree(bytes);
            if (!root.path("format").asText().equals(FORMAT)) {
                throw damaged(source.name(MANIFEST), "it is not of a sentiment model of this library", null);
            }
            if (root.path("formatVersion").asInt() != FORMAT_VERSION) {
                throw damaged(
                        source.name(MANIFEST),
                        "its format has the version "
                                + root.path("formatVersion").asText() + " and this library reads version "
                                + FORMAT_VERSION,
                        null);
            }
            return root;
        } catch (IOException e) {
            throw damaged(source.name(MANIFEST), "it is no whole JSON file", e);
        }
    }

    private static SentimentManifest manifest(Source source, JsonNode root) {
        try {
            List<Long> seeds = new ArrayList<>();
            root.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
            Map<String, String> settings = new TreeMap<>();
            root.path("settings")
                    .properties()
                    .forEach(entry ->
                            settings.put(entry.getKey(), entry.getValue().asText()));
            Map<String, Double> figures = new TreeMap<>();
            root.path("figures")
                    .properties()
                    .forEach(entry ->
                            figures.put(entry.getKey(), entry.getValue().asDouble()));
            return new SentimentManifest(
                    root.path("name").asText(),
                    // What a model says hangs on the rules for texts as well, and these come with the code.
                    root.path("version").asText() + "-" + TextRules.VERSION,
                    root.hasNonNull("trainedUntil")
                            ? LocalDate.parse(root.path("trainedUntil").asText())
                            : null,
                    root.path("texts").asInt(),
                    root.path("data").asText(),
                    seeds,
                    settings,
                    figures);
        } catch (DateTimeParseException e) {
            throw damaged(source.name(MANIFEST), "its cut-off is no date", e);
        }
    }

    private static byte @Nullable [] bytes(Source source, String file) {
        try {
            return source.read(file);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read " + source.name(file), e);
        }
    }

    private static byte[] checked(Source source, String file, JsonNode root) {
        byte[] bytes = bytes(source, file);
        if (bytes == null) {
            throw damaged(source.name(file), "the file is missing", null);
        }
        if (!hash(bytes).equals(root.path("sha256").path(file).asText())) {
            throw damaged(
                    source.name(file),
                    "its content (" + bytes.length + " bytes) is not what " + MANIFEST + " says that was stored",
                    null);
        }
        return bytes;
    }

    private static SentimentException damaged(String file, String why, @Nullable Exception cause) {
        return new SentimentException(
                "Cannot load the model file " + file + ": " + why + ". Restore the file, or train the model again.",
                cause);
    }

    /** The content of the files by name, for a model that is new: its version, but for the rules for texts, comes from here. */
    static Map<String, byte[]> write(
            LinearModel linear, List<Network> networks, Vocabulary vocabulary, Head head, SentimentManifest manifest) {
        Safetensors.Writer writer = new Safetensors.Writer();
        linear.store(writer);
        for (int i = 0; i < networks.size(); i++) {
            networks.get(i).store(writer, prefix(i));
        }
        byte[] weights = writer.toBytes();
        byte[] words = vocabulary.toBytes();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("formatVersion", FORMAT_VERSION);
        root.put("name", manifest.name());
        root.put(
                "trainedUntil",
                manifest.trainedUntil() == null ? null : manifest.trainedUntil().toString());
        root.put("texts", manifest.texts());
        root.put("data", manifest.data());
        ArrayNode seeds = root.putArray("seeds");
        manifest.seeds().forEach(seeds::add);
        root.set("settings", MAPPER.valueToTree(manifest.settings()));
        root.set("network", MAPPER.valueToTree(networks.get(0).shape()));
        root.put("networks", networks.size());
        root.put("ngramBuckets", linear.buckets());
        root.set("head", MAPPER.valueToTree(head));
        root.putObject("sha256").put(VOCABULARY, hash(words)).put(WEIGHTS, hash(weights));
        String day = manifest.trainedUntil() == null
                ? ""
                : manifest.trainedUntil().toString().replace("-", "") + "-";
        String version = manifest.name() + "-" + day
                + hash(root.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .substring(0, 8);
        root.put("version", version);
        root.set("figures", MAPPER.valueToTree(manifest.figures()));
        try {
            return Map.of(
                    MANIFEST,
                    MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root),
                    VOCABULARY,
                    words,
                    WEIGHTS,
                    weights);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the manifest as JSON", e);
        }
    }

    static void save(Map<String, byte[]> files, Path folder) {
        try {
            Files.createDirectories(folder);
            for (String file : List.of(WEIGHTS, VOCABULARY, MANIFEST)) {
                Files.write(folder.resolve(file), java.util.Objects.requireNonNull(files.get(file)));
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("store the model in " + folder, e);
        }
    }

    static Source memory(Map<String, byte[]> files) {
        return new Source() {
            @Override
            public byte @Nullable [] read(String file) {
                return files.get(file);
            }

            @Override
            public String name(String file) {
                return file;
            }
        };
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
