package dev.lakehouse4j.ai.sentiment;

import ai.djl.MalformedModelException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text classifier of the Hugging Face format in a folder: {@code config.json} with {@code id2label}, {@code tokenizer.json},
 * and the network as {@code model.onnx} or as one TorchScript file {@code *.pt}. The tokenizer is its own.
 *
 * <p>Labels are understood by their names: positive, neutral, negative, mixed, their Portuguese and short forms, and numbers
 * of stars from 1 to 5.
 */
final class HuggingFaceModel implements Classifier {

    private static final String CONFIG = "config.json";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String ONNX_FILE = "model.onnx";
    private static final String TORCH_SCRIPT = ".pt";
    private static final int BATCH = 32;
    private static final int MOST_TOKENS = 512;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String version;
    private final List<Polarity> labels;
    private final HuggingFaceTokenizer tokenizer;
    private final ZooModel<NDList, NDList> model;
    private int inputs;

    /** What a label of the model means. */
    record Polarity(Sentiment.Label label, double score) {

        private static final Map<String, Polarity> NAMES = Map.ofEntries(
                Map.entry("positive", new Polarity(Sentiment.Label.POSITIVE, 1)),
                Map.entry("positivo", new Polarity(Sentiment.Label.POSITIVE, 1)),
                Map.entry("positiva", new Polarity(Sentiment.Label.POSITIVE, 1)),
                Map.entry("pos", new Polarity(Sentiment.Label.POSITIVE, 1)),
                Map.entry("negative", new Polarity(Sentiment.Label.NEGATIVE, -1)),
                Map.entry("negativo", new Polarity(Sentiment.Label.NEGATIVE, -1)),
                Map.entry("negativa", new Polarity(Sentiment.Label.NEGATIVE, -1)),
                Map.entry("neg", new Polarity(Sentiment.Label.NEGATIVE, -1)),
                Map.entry("neutral", new Polarity(Sentiment.Label.NEUTRAL, 0)),
                Map.entry("neutro", new Polarity(Sentiment.Label.NEUTRAL, 0)),
                Map.entry("neutra", new Polarity(Sentiment.Label.NEUTRAL, 0)),
                Map.entry("neu", new Polarity(Sentiment.Label.NEUTRAL, 0)),
                Map.entry("mixed", new Polarity(Sentiment.Label.MIXED, 0)),
                Map.entry("misto", new Polarity(Sentiment.Label.MIXED, 0)));

        /** The meaning of a label's name, or null. */
        static @Nullable Polarity of(String name) {
            String lower = name.strip().toLowerCase(java.util.Locale.ROOT);
            if (lower.matches("[1-5]( stars?| estrelas?)?")) {
                int stars = lower.charAt(0) - '0';
                Sentiment.Label label = stars == 3
                        ? Sentiment.Label.NEUTRAL
                        : stars > 3 ? Sentiment.Label.POSITIVE : Sentiment.Label.NEGATIVE;
                return new Polarity(label, (stars - 3) / 2.0);
            }
            return NAMES.get(lower);
        }
    }

    private HuggingFaceModel(
            String version, List<Polarity> labels, HuggingFaceTokenizer tokenizer, ZooModel<NDList, NDList> model) {
        this.version = version;
        this.labels = labels;
        this.tokenizer = tokenizer;
        this.model = model;
    }

    /** Whether a folder looks like one of these, and not like a model of this project. */
    static boolean isIn(Path folder) {
        return !Files.exists(folder.resolve(ModelFiles.MANIFEST))
                && (Files.exists(folder.resolve(CONFIG)) || Files.exists(folder.resolve(TOKENIZER)));
    }

    static HuggingFaceModel open(Path folder) {
        JsonNode config = config(folder);
        List<Polarity> labels = labels(folder, config);
        Path file = network(folder);
        if (!Files.isRegularFile(folder.resolve(TOKENIZER))) {
            throw broken(folder, "there is no " + TOKENIZER, "Save the tokenizer beside the model.", null);
        }
        boolean isOnnx = file.endsWith(ONNX_FILE);
        String engine = isOnnx ? DjlEngine.ONNX : DjlEngine.PYTORCH;
        DjlEngine.get(engine);
        HuggingFaceTokenizer tokenizer = tokenizer(folder, config);
        ZooModel<NDList, NDList> model;
        try {
            model = DjlEngine.offline(() -> load(folder, file, engine));
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
        HuggingFaceModel opened = new HuggingFaceModel(version(folder, file), labels, tokenizer, model);
        try {
            opened.findInputs(folder, config);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static JsonNode config(Path folder) {
        Path file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            throw broken(folder, "there is no " + CONFIG, "Copy the file of the exported model there.", null);
        }
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw broken(folder, CONFIG + " is no whole JSON file", "Export the model again.", e);
        }
    }

    private static List<Polarity> labels(Path folder, JsonNode config) {
        JsonNode names = config.path("id2label");
        List<Polarity> labels = new ArrayList<>();
        for (int id = 0; id < names.size(); id++) {
            String name = names.path(String.valueOf(id)).asText();
            Polarity polarity = Polarity.of(name);
            if (polarity == null) {
                throw broken(
                        folder,
                        "the label " + id + " of id2label in " + CONFIG + " is '" + name + "', which says nothing of"
                                + " sentiment",
                        "Name the labels positive, neutral, negative or mixed, or 1 to 5 stars.",
                        null);
            }
            labels.add(polarity);
        }
        if (labels.size() < 2) {
            throw broken(folder, CONFIG + " has no id2label with two labels", "Add the names of the labels.", null);
        }
        return labels;
    }

    private static Path network(Path folder) {
        Path onnx = folder.resolve(ONNX_FILE);
        if (Files.isRegularFile(onnx)) {
            return onnx;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> scripts = files.filter(
                            file -> file.getFileName().toString().endsWith(TORCH_SCRIPT))
                    .sorted()
                    .toList();
            if (scripts.size() == 1) {
                return scripts.get(0);
            }
            throw broken(
                    folder,
                    scripts.isEmpty()
                            ? "there is neither " + ONNX_FILE + " nor a TorchScript file *" + TORCH_SCRIPT
                            : "there are " + scripts.size() + " TorchScript files",
                    "Export the model to one of both formats; weights alone (model.safetensors, pytorch_model.bin) cannot"
                            + " be run.",
                    null);
        } catch (IOException e) {
            throw LakehouseErrors.storage("list " + folder, e);
        }
    }

    private static HuggingFaceTokenizer tokenizer(Path folder, JsonNode config) {
        // Models of the RoBERTa family count positions from 2 on.
        int positions = config.path("max_position_embeddings").asInt(MOST_TOKENS);
        int longest = Math.max(1, Math.min(MOST_TOKENS, positions > MOST_TOKENS ? MOST_TOKENS : positions));
        try {
            return DjlEngine.offline(() -> {
                try {
                    return HuggingFaceTokenizer.newInstance(
                            folder.resolve(TOKENIZER),
                            Map.of("truncation", "true", "padding", "true", "maxLength", String.valueOf(longest)));
                } catch (IOException e) {
                    throw LakehouseErrors.storage("read " + folder.resolve(TOKENIZER), e);
                }
            });
        } catch (LinkageError | IllegalStateException | IllegalArgumentException e) {
            throw broken(folder, TOKENIZER + " cannot be used: " + DjlEngine.rootMessage(e), "Export it again.", e);
        }
    }

    private static ZooModel<NDList, NDList> load(Path folder, Path file, String engine) {
        String name = String.valueOf(file.getFileName());
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(folder)
                .optModelName(name.substring(0, name.lastIndexOf('.')))
                .optEngine(engine)
                .optTranslator(new NoopTranslator())
                .build();
        try {
            return criteria.loadModel();
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            throw broken(folder, name + " cannot be loaded: " + DjlEngine.rootMessage(e), "Export it again.", e);
        } catch (RuntimeException e) {
            throw broken(folder, name + " cannot be loaded: " + DjlEngine.rootMessage(e), "Export it again.", e);
        }
    }

    /** Some networks take the types of tokens beside ids and mask; what this one takes is found by a trial. */
    private void findInputs(Path folder, JsonNode config) {
        int first = config.path("type_vocab_size").asInt(1) > 1 ? 3 : 2;
        RuntimeException last = null;
        for (int count : new int[] {first, 5 - first, 1}) {
            inputs = count;
            try {
                classify(List.of("ok"));
                return;
            } catch (SentimentException e) {
                last = last == null ? e : last;
            }
        }
        throw broken(
                folder,
                "a trial text fails: " + DjlEngine.rootMessage(java.util.Objects.requireNonNull(last)),
                "Export the model for text classification with the inputs input_ids and attention_mask, and"
                        + " token_type_ids where it has them.",
                last);
    }

    private static SentimentException broken(Path folder, String why, String remedy, @Nullable Throwable cause) {
        return new SentimentException(
                "Cannot load the Hugging Face model in " + folder + ": " + why + ". " + remedy, cause);
    }

    private static String version(Path folder, Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path part : List.of(folder.resolve(CONFIG), folder.resolve(TOKENIZER), file)) {
                byte[] buffer = new byte[1 << 16];
                try (InputStream in = Files.newInputStream(part)) {
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        digest.update(buffer, 0, read);
                    }
                }
            }
            Path name = folder.toAbsolutePath().normalize().getFileName();
            return (name == null ? "model" : name.toString()) + "-"
                    + HexFormat.of().formatHex(digest.digest(), 0, 4);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    @Override
    public List<Sentiment> classify(List<String> texts) {
        Sentiment[] said = new Sentiment[texts.size()];
        int[] order = IntStream.range(0, said.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
                .filter(i -> {
                    if (texts.get(i).isBlank()) {
                        said[i] = Sentiment.NOTHING_SAID;
                    }
                    return !texts.get(i).isBlank();
                })
                .mapToInt(Integer::intValue)
                .toArray();
        IntStream batches = IntStream.range(0, (order.length + BATCH - 1) / BATCH);
        (order.length > BATCH ? batches.parallel() : batches).forEach(batch -> {
            int[] part = Arrays.copyOfRange(order, batch * BATCH, Math.min(order.length, (batch + 1) * BATCH));
            float[] probabilities =
                    probabilities(Arrays.stream(part).mapToObj(texts::get).toArray(String[]::new));
            for (int i = 0; i < part.length; i++) {
                said[part[i]] = sentiment(probabilities, i * labels.size());
            }
        });
        return Arrays.asList(said);
    }

    /** Probabilities of all labels, text by text. */
    private float[] probabilities(String[] texts) {
        Encoding[] encodings = tokenizer.batchEncode(texts);
        int length = encodings[0].getIds().length;
        long[][] columns = new long[3][texts.length * length];
        for (int i = 0; i < texts.length; i++) {
            System.arraycopy(encodings[i].getIds(), 0, columns[0], i * length, length);
            System.arraycopy(encodings[i].getAttentionMask(), 0, columns[1], i * length, length);
            System.arraycopy(encodings[i].getTypeIds(), 0, columns[2], i * length, length);
        }
        try (NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDList input = new NDList();
            for (int i = 0; i < inputs; i++) {
                input.add(manager.create(columns[i], new Shape(texts.length, length)));
            }
            NDList output = predictor.predict(input);
            output.attach(manager);
            for (NDArray array : output) {
                if (array.getShape().equals(new Shape(texts.length, labels.size()))) {
                    return softmax(array.toType(DataType.FLOAT32, false).toFloatArray());
                }
            }
            throw new SentimentException("Cannot read what " + version + " says: its output is "
                    + Arrays.toString(output.getShapes()) + ", and " + labels.size()
                    + " labels need one number per text and label. Export the model for text classification.");
        } catch (TranslateException | RuntimeException e) {
            if (e instanceof SentimentException known) {
                throw known;
            }
            throw new SentimentException(
                    "Cannot judge texts with " + version + ": " + DjlEngine.rootMessage(e) + ".", e);
        }
    }

    private float[] softmax(float[] logits) {
        int classes = labels.size();
        for (int from = 0; from < logits.length; from += classes) {
            float most = Float.NEGATIVE_INFINITY;
            for (int i = from; i < from + classes; i++) {
                most = Math.max(most, logits[i]);
            }
            float sum = 0;
            for (int i = from; i < from + classes; i++) {
                logits[i] = (float) Math.exp(logits[i] - most);
                sum += logits[i];
            }
            for (int i = from; i < from + classes; i++) {
                logits[i] /= sum;
            }
        }
        return logits;
    }

    private Sentiment sentiment(float[] probabilities, int from) {
        double score = 0;
        Map<Sentiment.Label, Double> perLabel = new EnumMap<>(Sentiment.Label.class);
        for (int i = 0; i < labels.size(); i++) {
            score += probabilities[from + i] * labels.get(i).score();
            perLabel.merge(labels.get(i).label(), (double) probabilities[from + i], Double::sum);
        }
        Map.Entry<Sentiment.Label, Double> best =
                perLabel.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return new Sentiment(best.getKey(), Math.max(-1, Math.min(1, score)), Math.min(1, best.getValue()));
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void close() {
        try {
            model.close();
        } finally {
            tokenizer.close();
        }
    }
}
