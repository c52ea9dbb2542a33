package dev.lakehouse4j.ai.functions;

import java.util.List;

/**
 * What a result was computed from.
 *
 * @param function name of the function
 * @param arguments the arguments, and what else the result depends on
 */
record CallKey(String function, List<String> arguments) {

    CallKey {
        arguments = List.copyOf(arguments);
    }

    static CallKey of(String function, String... arguments) {
        return new CallKey(function, List.of(arguments));
    }

    String argument(int index) {
        return arguments.get(index);
    }

    /** All arguments but the first. */
    List<String> more() {
        return arguments.subList(1, arguments.size());
    }
}
