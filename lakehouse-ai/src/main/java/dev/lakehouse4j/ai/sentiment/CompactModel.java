package dev.lakehouse4j.ai.sentiment;

import ai.djl.engine.Engine;
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

    /** Texts that a thread takes at once. */
    private static final int SMALLEST_CHUNK = 128;

    private static final int LARGEST_CHUNK = 1024;
    private static final int BATCH = 256;

    private final Contrasts contrasts = new Contrasts();
    private final LinearModel linear;
    private final List<Network> networks;
    private final Head head;
    private final SentimentManifest manifest;
    private final Speller speller;
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
        this.speller = new Speller(vocabulary);
        this.words = new WordVectors(this.networks, vocabulary);
        for (Network network : this.networks) {
            forwards.add(new Forward(network, forwards.size()));
        }
    }

    @Override
    public List<Sentiment> classify(List<String> texts) {
        Sentiment[] said = new Sentiment[texts.size()];
        Engine fast = texts.size() < MANY ? null : engine();
        int size = chunk(said.length);
        IntStream chunks = IntStream.range(0, (said.length + size - 1) / size);
        (said.length > size ? chunks.parallel() : chunks).forEach(chunk -> {
            int from = chunk * size;
            classify(texts, from, Math.min(said.length, from + size), fast, said);
        });
        return Arrays.asList(said);
    }

    /** SQL engines come with a thousand texts or two: these are shared among the processors as well. */
    private static int chunk(int texts) {
        int processors = Runtime.getRuntime().availableProcessors();
        int share = (texts + processors - 1) / processors;
        return Math.max(SMALLEST_CHUNK, Math.min(LARGEST_CHUNK, share));
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
    private record Span(int text, WordVectors.Word[] words, float[] wide) {}

    private void classify(List<String> texts, int from, int to, @Nullable Engine fast, Sentiment[] said) {
        Scratch scratch = scratch();
        Tokens tokens = scratch.tokens();
        List<Span> spans = new ArrayList<>();
        for (int i = from; i < to; i++) {
            read(texts.get(i), tokens);
            if (!tokens.hasWords()) {
                said[i] = Sentiment.NOTHING_SAID;
                continue;
            }
            spans.add(span(i, tokens, 0, tokens.count(), scratch.ngrams()));
            for (int[] part : contrasts.parts(tokens)) {
                spans.add(span(i, tokens, part[0], part[1], scratch.ngrams()));
            }
        }
        idle.push(scratch);
        float[][] deep = deep(spans, fast);
        int next = 0;
        while (next < spans.size()) {
            int whole = next++;
            int text = spans.get(whole).text();
            double lowest = 0;
            double highest = 0;
            while (next < spans.size() && spans.get(next).text() == text) {
                double score = head.score(head.mix(deep[next], spans.get(next).wide()));
                lowest = Math.min(lowest, score);
                highest = Math.max(highest, score);
                next++;
            }
            Sentiment all =
                    head.sentiment(head.mix(deep[whole], spans.get(whole).wide()));
            double weaker = Math.min(highest, -lowest);
            said[text] = weaker > head.mixedFrom()
                    ? new Sentiment(Sentiment.Label.MIXED, all.score(), (1 + weaker) / 2)
                    : all;
        }
    }

    private void read(String text, Tokens tokens) {
        tokens.read(text);
        speller.mend(tokens);
    }

    private Span span(int text, Tokens tokens, int from, int to, Ngrams ngrams) {
        ngrams.read(tokens, from, to);
        return new Span(text, words.of(tokens, from, to), linear.outputs(ngrams));
    }

    private Scratch scratch() {
        Scratch free = idle.poll();
        return free == null ? new Scratch(new Tokens(), new Ngrams(linear.buckets())) : free;
    }

    /** The logits of each span by the networks. */
    private float[][] deep(List<Span> spans, @Nullable Engine fast) {
        float[][] deep = new float[spans.size()][];
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
                deep[part.get(i)] = mean(sums, i * NetworkShape.OUTPUTS);
            }
        }
        return deep;
    }

    private float[] deep(WordVectors.Word[] text) {
        float[] sums = new float[NetworkShape.OUTPUTS];
        for (Forward forward : forwards) {
            add(sums, forward.logits(text));
        }
        return mean(sums, 0);
    }

    private static void add(float[] sums, float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            sums[i] += logits[i];
        }
    }

    private float[] mean(float[] sums, int from) {
        float[] mean = new float[NetworkShape.OUTPUTS];
        for (int o = 0; o < mean.length; o++) {
            mean[o] = sums[from + o] / networks.size();
        }
        return mean;
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

    /** Mixed logits of each text, for the fit of the head; 0 of texts without words. */
    float[][] mixedLogits(List<String> texts) {
        float[][] logits = new float[texts.size()][NetworkShape.OUTPUTS];
        Scratch scratch = scratch();
        for (int i = 0; i < logits.length; i++) {
            Tokens tokens = scratch.tokens();
            read(texts.get(i), tokens);
            if (tokens.hasWords()) {
                Span span = span(i, tokens, 0, tokens.count(), scratch.ngrams());
                logits[i] = head.mix(deep(span.words()), span.wide());
            }
        }
        idle.push(scratch);
        return logits;
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
