package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The weights of a network by name. A layer of gated recurrent units (Cho et al. 2014) reads the words forwards and another backwards; of each unit the largest
 * and the mean value over the words go to one linear layer, which gives the logits.
 *
 * <p>Matrices lie row by row, as PyTorch has them: {@code words} [words, size], {@code
 * forward.input} [3 units, size], {@code forward.recurrent} [3 units, units], {@code forward.input.bias} and {@code
 * forward.recurrent.bias} [3 units], the same for {@code backward}, {@code output} [5, 4 units], {@code output.bias} [5].
 */
final class Network {

    static final String WORDS = "words";
    static final String OUTPUT = "output";
    static final String OUTPUT_BIAS = "output.bias";
    static final List<String> DIRECTIONS = List.of("forward", "backward");

    private final NetworkShape shape;
    private final Map<String, float[]> weights;

    private Network(NetworkShape shape, Map<String, float[]> weights) {
        this.shape = shape;
        this.weights = weights;
    }

    static String input(String direction) {
        return direction + ".input";
    }

    static String inputBias(String direction) {
        return direction + ".input.bias";
    }

    static String recurrent(String direction) {
        return direction + ".recurrent";
    }

    static String recurrentBias(String direction) {
        return direction + ".recurrent.bias";
    }

    static boolean isTable(String name) {
        return name.equals(WORDS);
    }

    /** A network that knows nothing yet. */
    static Network random(NetworkShape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        shapes(shape).forEach((name, dimensions) -> {
            float[] values = new float[IntStream.of(dimensions).reduce(1, (a, b) -> a * b)];
            weights.put(name, values);
            double bound = 1 / Math.sqrt(name.startsWith(OUTPUT) ? shape.hidden() : shape.units());
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (isTable(name) ? 0.05 * gaussian(random) : bound * (2 * random.nextDouble() - 1));
            }
        });
        Network network = new Network(shape, weights);
        Arrays.fill(network.get(WORDS), 0, shape.size(), 0);
        return network;
    }

    private static double gaussian(SplittableRandom random) {
        double u = 1 - random.nextDouble();
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Name and dimensions of every tensor. */
    static Map<String, int[]> shapes(NetworkShape shape) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put(WORDS, new int[] {shape.words(), shape.size()});
        int gates = NetworkShape.GATES * shape.units();
        for (String direction : DIRECTIONS) {
            shapes.put(input(direction), new int[] {gates, shape.size()});
            shapes.put(inputBias(direction), new int[] {gates});
            shapes.put(recurrent(direction), new int[] {gates, shape.units()});
            shapes.put(recurrentBias(direction), new int[] {gates});
        }
        shapes.put(OUTPUT, new int[] {NetworkShape.OUTPUTS, shape.hidden()});
        shapes.put(OUTPUT_BIAS, new int[] {NetworkShape.OUTPUTS});
        return shapes;
    }

    /**
     * Takes stored weights.
     *
     * @param prefix what stands before the names, as several networks share a file
     * @throws IllegalArgumentException when a tensor is missing or has other dimensions
     */
    static Network of(NetworkShape shape, Map<String, Safetensors.Tensor> stored, String prefix) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        shapes(shape)
                .forEach(
                        (name, dimensions) -> weights.put(name, Safetensors.values(stored, prefix + name, dimensions)));
        return new Network(shape, weights);
    }

    /** Adds tensors to what is to be stored: tables in 8 bit, the rest in half precision. */
    void store(Safetensors.Writer writer, String prefix) {
        shapes(shape)
                .forEach((name, dimensions) -> writer.add(
                        prefix + name,
                        dimensions,
                        get(name),
                        isTable(name) ? Safetensors.Precision.I8 : Safetensors.Precision.F16));
    }

    NetworkShape shape() {
        return shape;
    }

    /** The numbers of a tensor themselves, not a copy. */
    float[] get(String name) {
        float[] values = weights.get(name);
        if (values == null) {
            throw new IllegalArgumentException("There is no tensor " + name);
        }
        return values;
    }

    Map<String, float[]> all() {
        return weights;
    }
}
