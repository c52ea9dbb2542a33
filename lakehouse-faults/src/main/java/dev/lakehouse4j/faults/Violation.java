package dev.lakehouse4j.faults;

import java.util.Objects;

/** A promise that was broken. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    static void unless(boolean kept, String message) {
        if (!kept) {
            throw new Violation(message);
        }
    }

    static void unlessEqual(String what, Object found, Object expected) {
        unless(Objects.equals(found, expected), what + " holds\n  " + found + "\ninstead of\n  " + expected);
    }
}
