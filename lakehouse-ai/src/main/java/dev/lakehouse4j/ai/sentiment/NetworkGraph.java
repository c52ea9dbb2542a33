package dev.lakehouse4j.ai.sentiment;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The network as a graph of DJL, for its gradients. Tables stay outside: what comes in are the vectors
 * of the words of one batch, and their gradients go out, so that a step costs no more than its batch. Safe for use by several
 * threads.
 */
final class NetworkGraph {

    /** DJL lets one thread of a process collect gradients at a time, and refuses others: trainings side by side take turns. */
    private static final Object COLLECTING = new Object();

    private final Engine engine;
    private final NetworkShape shape;

    NetworkGraph(Engine engine, NetworkShape shape) {
        this.engine = engine;
        this.shape = shape;
    }

    /**
     * Texts side by side.
     *
     * @param length places per text, at least 1
     * @param lengths words of each text, at least 1 and at most {@code length}; the other places follow them
     * @param words number of a distinct word per place, [texts, length]; 0 is no word
     * @param vectors vector per distinct word, [distinct, size]; that of 0 is zero
     * @param keptInputs what the vectors at each place are multiplied by, [texts, length, size]; empty for ones
     * @param keptHidden what the hidden values are multiplied by, [texts, hidden]; empty for ones
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Batch(int length, int[] lengths, int[] words, float[] vectors, float[] keptInputs, float[] keptHidden) {

        int texts() {
            return lengths.length;
        }
    }

    /**
     * What to come near to.
     *
     * @param probabilities of each output, [texts, outputs]
     * @param weights how much each counts, [texts, outputs]
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Targets(float[] probabilities, float[] weights) {}

    /**
     * The gradients of a step.
     *
     * @param loss mean loss of the batch
     * @param vectors of {@link Batch#vectors()}
     * @param dense of the weights that are no tables, by name
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Gradients(float loss, float[] vectors, Map<String, float[]> dense) {}

    private record Inputs(NDArray vectors, Map<String, NDArray> dense) {

        NDArray get(String name) {
            return Objects.requireNonNull(dense.get(name));
        }
    }

    Gradients gradients(Network network, Batch batch, Targets targets) {
        try (NDManager manager = engine.newBaseManager()) {
            Inputs inputs = inputs(manager, network, batch);
            inputs.vectors().setRequiresGradient(true);
            inputs.dense().values().forEach(weights -> weights.setRequiresGradient(true));
            synchronized (COLLECTING) {
                try (GradientCollector collector = engine.newGradientCollector()) {
                    NDArray loss = loss(manager, forward(manager, batch, inputs), targets);
                    collector.backward(loss);
                    Map<String, float[]> dense = new LinkedHashMap<>();
                    inputs.dense().forEach((name, weights) -> dense.put(name, gradient(manager, weights)));
                    return new Gradients(loss.getFloat(), gradient(manager, inputs.vectors()), dense);
                }
            }
        }
    }

    private static float[] gradient(NDManager manager, NDArray weights) {
        NDArray gradient = weights.getGradient();
        gradient.attach(manager);
        return gradient.toFloatArray();
    }

    private Inputs inputs(NDManager manager, Network network, Batch batch) {
        int distinct = batch.vectors().length / shape.size();
        Map<String, NDArray> dense = new LinkedHashMap<>();
        Network.shapes(shape).forEach((name, dimensions) -> {
            if (!Network.isTable(name)) {
                long[] longs = Arrays.stream(dimensions).asLongStream().toArray();
                dense.put(name, manager.create(network.get(name), new Shape(longs)));
            }
        });
        return new Inputs(manager.create(batch.vectors(), new Shape(distinct, shape.size())), dense);
    }

    private NDArray forward(NDManager manager, Batch batch, Inputs inputs) {
        Shape places = new Shape(batch.texts(), batch.length());
        NDArray x = lookup(inputs.vectors(), manager.create(batch.words(), places));
        if (batch.keptInputs().length > 0) {
            x = x.mul(manager.create(batch.keptInputs(), new Shape(batch.texts(), batch.length(), shape.size())));
        }
        NDArray turned = lookup(x.reshape(-1, shape.size()), manager.create(turned(batch), places));
        // 1 where there is a word.
        NDArray mask = manager.create(mask(batch), new Shape(batch.texts(), batch.length(), 1));
        NDArray counts = manager.create(counts(batch), new Shape(batch.texts(), 1));
        NDList hidden = new NDList();
        for (String direction : Network.DIRECTIONS) {
            NDArray states = gated(manager, direction.equals("forward") ? x : turned, batch.texts(), inputs, direction);
            // Values of units lie between -1 and 1: places without a word can never have the largest.
            hidden.add(states.add(mask.sub(1).mul(10)).max(new int[] {1}));
            hidden.add(states.mul(mask).sum(new int[] {1}).div(counts));
        }
        NDArray all = NDArrays.concat(hidden, 1);
        if (batch.keptHidden().length > 0) {
            all = all.mul(manager.create(batch.keptHidden(), new Shape(batch.texts(), shape.hidden())));
        }
        return all.matMul(inputs.get(Network.OUTPUT).transpose()).add(inputs.get(Network.OUTPUT_BIAS));
    }

    private static NDArray lookup(NDArray table, NDArray rows) {
        return Embedding.embedding(rows, table, SparseFormat.DENSE).singletonOrThrow();
    }

    private NDArray gated(NDManager manager, NDArray x, int texts, Inputs inputs, String direction) {
        NDArray start = manager.zeros(new Shape(1, texts, shape.units()));
        NDList weights = new NDList(
                inputs.get(Network.input(direction)),
                inputs.get(Network.recurrent(direction)),
                inputs.get(Network.inputBias(direction)),
                inputs.get(Network.recurrentBias(direction)));
        return x.getNDArrayInternal()
                .gru(x, start, weights, true, 1, 0, false, false, true)
                .get(0);
    }

    /** Where each place of the text read backwards comes from; the places behind a text stay. */
    private static int[] turned(Batch batch) {
        int[] rows = new int[batch.words().length];
        for (int text = 0; text < batch.texts(); text++) {
            int from = text * batch.length();
            int words = batch.lengths()[text];
            for (int i = 0; i < batch.length(); i++) {
                rows[from + i] = from + (i < words ? words - 1 - i : i);
            }
        }
        return rows;
    }

    private static float[] mask(Batch batch) {
        float[] mask = new float[batch.words().length];
        for (int text = 0; text < batch.texts(); text++) {
            int from = text * batch.length();
            Arrays.fill(mask, from, from + batch.lengths()[text], 1);
        }
        return mask;
    }

    private static float[] counts(Batch batch) {
        float[] counts = new float[batch.texts()];
        for (int text = 0; text < counts.length; text++) {
            counts[text] = batch.lengths()[text];
        }
        return counts;
    }

    private static NDArray loss(NDManager manager, NDArray logits, Targets targets) {
        NDArray target = manager.create(targets.probabilities(), logits.getShape());
        // Cross-entropy of a logit z and a target t: max(z, 0) - z t + log(1 + exp(-|z|)).
        return logits.maximum(0)
                .sub(logits.mul(target))
                .add(logits.abs().neg().exp().add(1).log())
                .mul(manager.create(targets.weights(), logits.getShape()))
                .sum(new int[] {1})
                .mean()
                .div(NetworkShape.OUTPUTS / 2f);
    }
}
