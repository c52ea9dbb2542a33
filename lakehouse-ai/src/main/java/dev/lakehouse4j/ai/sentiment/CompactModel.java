package dev.lakehouse4j.ai.sentiment;

import ai.djl.engine.Engine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compact model of this project: n-grams beside a small recurrent network. A few texts are computed in plain Java; of
 * many the recurrent part goes to DJL in batches, where its native library is there.
 */
final class CompactModel implements Classifier {

    private static final Logger LOG = LoggerFactory.getLogger(CompactModel.class);

    /** Fewer texts than this are not worth loading a native library for. */
    private static final int MANY = 512;

    private static final int CHUNK = 1024;
    private static final int BATCH = 128;

    /** Words after which the other side of a matter comes. */
    private static final byte[][] CONTRASTS = {
        bytes("mas"),
        bytes("porem"),
        bytes("contudo"),
        bytes("entretanto"),
        bytes("todavia"),
        bytes("but"),
        bytes("pero")
    };

    /** Least words on each side of a contrast. */
    private static final int LEAST_CLAUSE = 2;

    private final LinearModel linear;
    private final List<Network> networks;
    private final Head head;
    private final SentimentManifest manifest;
    private final WordVectors words;
    private final List<Forward> forwards = new ArrayList<>();
    private final Deque<Scratch> idle = new ConcurrentLinkedDeque<>();
    private @Nullable Engine engine;
    private boolean isEngineTried;

    /** Buffers for one thread, used again. */
    private record Scratch(Tokens tokens, Ngrams ngrams) {}

    CompactModel(
            LinearModel linear, List<Network> networks, Vocabulary vocabulary, Head head, SentimentManifest manifest) {
        this.linear = linear;
        this.networks = List.copyOf(networks);
        this.head = head;
        this.manifest = manifest;
        this.words = new WordVectors(this.networks, vocabulary);
        for (Network network : this.networks) {
            forwards.add(new Forward(network, forwards.size()));
        }
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<Sentiment> classify(List<String> texts) {
        Sentiment[] said = new Sentiment[texts.size()];
        Engine fast = texts.size() < MANY ? null : engine();
        IntStream chunks = IntStream.range(0, (said.length + CHUNK - 1) / CHUNK);
        (said.length > CHUNK ? chunks.parallel() : chunks).forEach(chunk -> {
            int from = chunk * CHUNK;
            classify(texts, from, Math.min(said.length, from + CHUNK), fast, said);
        });
        return Arrays.asList(said);
    }

    /** The native way, or null where there is none; that is tried once. */
    private synchronized @Nullable Engine engine() {
        if (!isEngineTried) {
            isEngineTried = true;
            try {
                engine = DjlEngine.get(DjlEngine.PYTORCH);
            } catch (SentimentException e) {
                LOG.warn("Judging texts in plain Java, which is slower. {}", e.getMessage());
            }
        }
        return engine;
    }

    /** A text or a part of one on its way. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Span(int text, WordVectors.Word[] words, double wide) {}

    private void classify(List<String> texts, int from, int to, @Nullable Engine fast, Sentiment[] said) {
        Scratch scratch = scratch();
        Tokens tokens = scratch.tokens();
        Ngrams ngrams = scratch.ngrams();
        List<Span> spans = new ArrayList<>();
        for (int i = from; i < to; i++) {
            tokens.read(texts.get(i));
            if (!tokens.hasWords()) {
                said[i] = Sentiment.NOTHING_SAID;
                continue;
            }
            spans.add(span(i, tokens, 0, tokens.count(), ngrams));
            int contrast = contrast(tokens);
            if (contrast >= 0) {
                spans.add(span(i, tokens, 0, contrast, ngrams));
                spans.add(span(i, tokens, contrast + 1, tokens.count(), ngrams));
            }
        }
        idle.push(scratch);
        double[] deep = deep(spans, fast);
        for (int s = 0; s < spans.size(); s++) {
            int text = spans.get(s).text();
            double positive = head.positive(deep[s], spans.get(s).wide());
            Sentiment whole = head.sentiment(positive);
            if (s + 2 < spans.size() && spans.get(s + 2).text() == text) {
                double before = head.positive(deep[s + 1], spans.get(s + 1).wide());
                double after = head.positive(deep[s + 2], spans.get(s + 2).wide());
                whole = mixed(whole, before, after);
                s += 2;
            }
            said[text] = whole;
        }
    }

    private Sentiment mixed(Sentiment whole, double before, double after) {
        double praise = Math.max(before, after);
        double complaint = 1 - Math.min(before, after);
        double sure = Math.min(praise, complaint);
        return sure >= head.mixedFrom() ? new Sentiment(Sentiment.Label.MIXED, whole.score(), sure) : whole;
    }

    private Span span(int text, Tokens tokens, int from, int to, Ngrams ngrams) {
        ngrams.read(tokens, from, to);
        double wide = Head.polarity(linear.outputs(ngrams));
        return new Span(text, words.of(tokens, from, to), wide);
    }

    private Scratch scratch() {
        Scratch free = idle.poll();
        return free == null ? new Scratch(new Tokens(), new Ngrams(linear.buckets())) : free;
    }

    /** The polarity of each span by the networks. */
    private double[] deep(List<Span> spans, @Nullable Engine fast) {
        double[] deep = new double[spans.size()];
        if (fast == null) {
            for (int s = 0; s < deep.length; s++) {
                deep[s] = deep(spans.get(s).words());
            }
            return deep;
        }
        // Texts of about one length share a batch, so that little of it is empty.
        List<Integer> order = IntStream.range(0, deep.length)
                .boxed()
                .sorted(Comparator.comparingInt(s -> spans.get(s).words().length))
                .toList();
        for (int from = 0; from < order.size(); from += BATCH) {
            List<Integer> part = order.subList(from, Math.min(order.size(), from + BATCH));
            List<WordVectors.Word[]> texts =
                    part.stream().map(s -> spans.get(s).words()).toList();
            float[] sums = new float[part.size() * NetworkShape.OUTPUTS];
            for (int member = 0; member < networks.size(); member++) {
                Network network = networks.get(member);
                add(sums, new NetworkGraph(fast, network.shape()).logits(network, batch(texts, member)));
            }
            for (int i = 0; i < part.size(); i++) {
                deep[part.get(i)] = polarity(sums, i * NetworkShape.OUTPUTS);
            }
        }
        return deep;
    }

    private double deep(WordVectors.Word[] text) {
        float[] sums = new float[NetworkShape.OUTPUTS];
        for (Forward forward : forwards) {
            add(sums, forward.logits(text));
        }
        return polarity(sums, 0);
    }

    private static void add(float[] sums, float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            sums[i] += logits[i];
        }
    }

    private double polarity(float[] sums, int from) {
        float[] mean = new float[NetworkShape.OUTPUTS];
        for (int o = 0; o < mean.length; o++) {
            mean[o] = sums[from + o] / networks.size();
        }
        return Head.polarity(mean);
    }

    /** Each place gets a vector of its own. */
    private NetworkGraph.Batch batch(List<WordVectors.Word[]> texts, int member) {
        int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
        int length = IntStream.of(lengths).max().orElse(1);
        int size = networks.get(member).shape().size();
        int[] numbers = new int[lengths.length * length];
        float[] vectors = new float[(1 + IntStream.of(lengths).sum()) * size];
        int number = 0;
        for (int t = 0; t < lengths.length; t++) {
            for (int i = 0; i < lengths[t]; i++) {
                number++;
                numbers[t * length + i] = number;
                System.arraycopy(texts.get(t)[i].vectors()[member].values(), 0, vectors, number * size, size);
            }
        }
        return new NetworkGraph.Batch(length, lengths, numbers, vectors, new float[0], new float[0]);
    }

    private static int contrast(Tokens tokens) {
        for (int i = LEAST_CLAUSE; i < tokens.count() - LEAST_CLAUSE; i++) {
            for (byte[] word : CONTRASTS) {
                if (tokens.is(i, word)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Polarity of each text by the network and by the n-grams, for the fit of the head; 0 of texts without words. */
    double[][] polarities(List<String> texts) {
        double[][] polarities = new double[texts.size()][2];
        Scratch scratch = scratch();
        for (int i = 0; i < polarities.length; i++) {
            Tokens tokens = scratch.tokens();
            tokens.read(texts.get(i));
            if (tokens.hasWords()) {
                Span span = span(i, tokens, 0, tokens.count(), scratch.ngrams());
                polarities[i] = new double[] {deep(span.words()), span.wide()};
            }
        }
        idle.push(scratch);
        return polarities;
    }

    SentimentManifest manifest() {
        return manifest;
    }

    @Override
    public String version() {
        return manifest.version();
    }

    @Override
    public void close() {
        // Nothing but memory.
    }
}
