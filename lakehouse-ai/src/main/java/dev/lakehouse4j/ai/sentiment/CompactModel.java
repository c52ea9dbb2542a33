package dev.lakehouse4j.ai.sentiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;

/**
 * The compact model of this project: n-grams beside small recurrent networks, computed in plain Java on all processors. (A
 * native library would take more memory than everything else.)
 */
final class CompactModel implements Classifier {

    /** Texts that a thread takes at once. */
    private static final int SMALLEST_CHUNK = 128;

    private static final int LARGEST_CHUNK = 1024;

    private final Contrasts contrasts = new Contrasts();
    private final LinearModel linear;
    private final Head head;
    private final SentimentManifest manifest;
    private final TextRules rules;
    private final WordVectors words;
    private final List<Forward> forwards = new ArrayList<>();
    private final Deque<Scratch> idle = new ConcurrentLinkedDeque<>();

    /** Buffers for one thread, used again. */
    private record Scratch(Tokens tokens, Ngrams ngrams) {}

    CompactModel(
            LinearModel linear, List<Network> networks, Vocabulary vocabulary, Head head, SentimentManifest manifest) {
        this.linear = linear;
        this.head = head;
        this.manifest = manifest;
        this.rules = new TextRules(vocabulary);
        this.words = new WordVectors(networks, vocabulary);
        for (Network network : networks) {
            forwards.add(new Forward(network, forwards.size()));
        }
    }

    @Override
    public List<Sentiment> classify(List<String> texts) {
        Sentiment[] said = new Sentiment[texts.size()];
        int size = chunk(said.length);
        IntStream chunks = IntStream.range(0, (said.length + size - 1) / size);
        (said.length > size ? chunks.parallel() : chunks).forEach(chunk -> {
            int from = chunk * size;
            classify(texts, from, Math.min(said.length, from + size), said);
        });
        return Arrays.asList(said);
    }

    /** SQL engines come with a thousand texts or two: these are shared among the processors as well. */
    private static int chunk(int texts) {
        int processors = Runtime.getRuntime().availableProcessors();
        int share = (texts + processors - 1) / processors;
        return Math.max(SMALLEST_CHUNK, Math.min(LARGEST_CHUNK, share));
    }

    /** A text or a part of one on its way. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Span(int text, WordVectors.Word[] words, float[] wide, boolean isQuestion) {}

    private void classify(List<String> texts, int from, int to, Sentiment[] said) {
        Scratch scratch = scratch();
        Tokens tokens = scratch.tokens();
        List<Span> spans = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rules.read(texts.get(i), tokens);
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
        List<float[]> deep = spans.stream().map(span -> deep(span.words())).toList();
        int next = 0;
        while (next < spans.size()) {
            int whole = next++;
            int text = spans.get(whole).text();
            double lowest = 0;
            double highest = 0;
            while (next < spans.size() && spans.get(next).text() == text) {
                double score =
                        head.score(head.mix(deep.get(next), spans.get(next).wide()));
                lowest = Math.min(lowest, score);
                highest = Math.max(highest, score);
                next++;
            }
            float[] logits = head.mix(deep.get(whole), spans.get(whole).wide());
            Sentiment all = spans.get(whole).isQuestion() ? head.neutral(logits) : head.sentiment(logits);
            double weaker = Math.min(highest, -lowest);
            said[text] = weaker > head.mixedFrom()
                    ? new Sentiment(Sentiment.Label.MIXED, all.score(), (1 + weaker) / 2)
                    : all;
        }
    }

    private Span span(int text, Tokens tokens, int from, int to, Ngrams ngrams) {
        ngrams.read(tokens, from, to);
        return new Span(text, words.of(tokens, from, to), linear.outputs(ngrams), Questions.TABLE.isPlain(tokens));
    }

    private Scratch scratch() {
        Scratch free = idle.poll();
        return free == null ? new Scratch(new Tokens(), new Ngrams(linear.buckets())) : free;
    }

    /** The mean logits of the networks. */
    private float[] deep(WordVectors.Word[] text) {
        float[] mean = new float[NetworkShape.OUTPUTS];
        for (Forward forward : forwards) {
            float[] logits = forward.logits(text);
            for (int o = 0; o < mean.length; o++) {
                mean[o] += logits[o] / forwards.size();
            }
        }
        return mean;
    }

    /** Mixed logits of each text, for the fit of the head; 0 of texts without words. */
    float[][] mixedLogits(List<String> texts) {
        float[][] logits = new float[texts.size()][NetworkShape.OUTPUTS];
        Scratch scratch = scratch();
        for (int i = 0; i < logits.length; i++) {
            Tokens tokens = scratch.tokens();
            rules.read(texts.get(i), tokens);
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
