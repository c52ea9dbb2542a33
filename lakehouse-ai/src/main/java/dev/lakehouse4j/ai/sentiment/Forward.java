package dev.lakehouse4j.ai.sentiment;

import java.util.List;

/**
 * Computes the logits of texts, one by one. Safe for use by several threads.
 */
final class Forward {

    private final NetworkShape shape;
    private final Network network;
    private final int member;

    /** Weights from each unit to all gates, per direction: [direction][unit][gate]. */
    private final float[][][] recurrent;

    /** The network of a number among those that the words have vectors for. */
    Forward(Network network, int member) {
        this.network = network;
        this.member = member;
        this.shape = network.shape();
        List<String> directions = Network.DIRECTIONS;
        this.recurrent = new float[directions.size()][][];
        for (int i = 0; i < recurrent.length; i++) {
            recurrent[i] = turned(network.get(Network.recurrent(directions.get(i))));
        }
    }

    /** From [gate, unit] to a row per unit: the JVM computes several numbers at once where rows begin at 0. */
    private float[][] turned(float[] weights) {
        int gates = NetworkShape.GATES * shape.units();
        float[][] turned = new float[shape.units()][gates];
        for (int gate = 0; gate < gates; gate++) {
            for (int unit = 0; unit < shape.units(); unit++) {
                turned[unit][gate] = weights[gate * shape.units() + unit];
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
        float[][] weights = recurrent[direction];
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
            int row = 0;
            for (; row + 4 <= units; row += 4) {
                addScaled(sums, weights, row, state);
            }
            for (; row < units; row++) {
                addScaled(sums, weights[row], state[row]);
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

    private static void addScaled(float[] sums, float[] row, float factor) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor * row[i];
        }
    }

    /** Four rows at once, so that the sums are read and written a quarter as often. */
    private static void addScaled(float[] sums, float[][] rows, int first, float[] factors) {
        float[] row0 = rows[first];
        float[] row1 = rows[first + 1];
        float[] row2 = rows[first + 2];
        float[] row3 = rows[first + 3];
        float factor0 = factors[first];
        float factor1 = factors[first + 1];
        float factor2 = factors[first + 2];
        float factor3 = factors[first + 3];
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor0 * row0[i] + factor1 * row1[i] + (factor2 * row2[i] + factor3 * row3[i]);
        }
    }
}
