package dev.lakehouse4j.ai.sentiment;

import java.util.List;

/**
 * Computes the logits of single texts in plain Java, without a native library. Safe for use by several threads.
 */
final class Forward {

    private final NetworkShape shape;
    private final Network network;
    private final int member;
    private final float[][] recurrent;

    /** The network of a number among those that the words have vectors for. */
    Forward(Network network, int member) {
        this.network = network;
        this.member = member;
        this.shape = network.shape();
        List<String> directions = Network.DIRECTIONS;
        this.recurrent = new float[directions.size()][];
        for (int i = 0; i < recurrent.length; i++) {
            recurrent[i] = turned(network.get(Network.recurrent(directions.get(i))));
        }
    }

    /** From [gate, unit] to [unit, gate], so that the innermost loop runs over neighbours. */
    private float[] turned(float[] weights) {
        int gates = NetworkShape.GATES * shape.units();
        float[] turned = new float[weights.length];
        for (int gate = 0; gate < gates; gate++) {
            for (int unit = 0; unit < shape.units(); unit++) {
                turned[unit * gates + gate] = weights[gate * shape.units() + unit];
            }
        }
        return turned;
    }

    /** The logits of a text of at least one word. */
    float[] logits(WordVectors.Word[] text) {
        float[] hidden = new float[shape.hidden()];
        for (int direction = 0; direction < recurrent.length; direction++) {
            run(text, direction, hidden);
        }
        float[] output = network.get(Network.OUTPUT);
        float[] logits = network.get(Network.OUTPUT_BIAS).clone();
        for (int o = 0; o < logits.length; o++) {
            float sum = 0;
            for (int h = 0; h < hidden.length; h++) {
                sum += output[o * hidden.length + h] * hidden[h];
            }
            logits[o] += sum;
        }
        return logits;
    }

    private void run(WordVectors.Word[] text, int direction, float[] hidden) {
        int units = shape.units();
        int gates = NetworkShape.GATES * units;
        float[] weights = recurrent[direction];
        float[] bias = network.get(Network.recurrentBias(Network.DIRECTIONS.get(direction)));
        float[] state = new float[units];
        float[] sums = new float[gates];
        float[] reset = new float[units];
        float[] update = new float[units];
        int largest = 2 * direction * units;
        int mean = largest + units;
        java.util.Arrays.fill(hidden, largest, largest + units, -1);
        for (int step = 0; step < text.length; step++) {
            float[] input = text[direction == 0 ? step : text.length - 1 - step]
                    .vectors()[member]
                    .gates()[direction];
            System.arraycopy(bias, 0, sums, 0, gates);
            for (int unit = 0; unit < units; unit++) {
                addScaled(sums, weights, unit * gates, state[unit]);
            }
            // Loops of one kind of operation each: the JVM computes several units at once.
            for (int unit = 0; unit < units; unit++) {
                reset[unit] = Activation.sigmoid(input[unit] + sums[unit]);
            }
            for (int unit = 0; unit < units; unit++) {
                update[unit] = Activation.sigmoid(input[units + unit] + sums[units + unit]);
            }
            for (int unit = 0; unit < units; unit++) {
                float fresh = Activation.tanh(input[2 * units + unit] + reset[unit] * sums[2 * units + unit]);
                state[unit] = fresh + update[unit] * (state[unit] - fresh);
            }
            for (int unit = 0; unit < units; unit++) {
                hidden[largest + unit] = Math.max(hidden[largest + unit], state[unit]);
            }
            for (int unit = 0; unit < units; unit++) {
                hidden[mean + unit] += state[unit];
            }
        }
        for (int unit = 0; unit < units; unit++) {
            hidden[mean + unit] /= text.length;
        }
    }

    private static void addScaled(float[] sums, float[] weights, int from, float factor) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor * weights[from + i];
        }
    }
}
