package dev.lakehouse4j.core.catalog;

import java.util.Objects;

/** Who acts on a lake. Names are compared exactly. */
public sealed interface Principal {

    /**
     * The name, as it stands in grants.
     *
     * @return the name, not blank
     */
    String name();

    /** The application that embeds the lake and opened it: it may do everything, and nothing is masked for it. */
    record Owner() implements Principal {

        @Override
        public String name() {
            return "owner";
        }

        @Override
        public String toString() {
            return "owner";
        }
    }

    /**
     * A person.
     *
     * @param name for example an e-mail address
     */
    record User(String name) implements Principal {

        /** Checks the name. */
        public User {
            requireName(name);
        }

        @Override
        public String toString() {
            return "user " + name;
        }
    }

    /**
     * Several principals, possibly other groups.
     *
     * @param name for example {@code analysts}
     */
    record Group(String name) implements Principal {

        /** Checks the name. */
        public Group {
            requireName(name);
        }

        @Override
        public String toString() {
            return "group " + name;
        }
    }

    /**
     * A program that works in nobody's name.
     *
     * @param name for example {@code nightly-report}
     */
    record Service(String name) implements Principal {

        /** Checks the name. */
        public Service {
            requireName(name);
        }

        @Override
        public String toString() {
            return "service " + name;
        }
    }

    private static void requireName(String name) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("Cannot name a principal with a blank text. Give it a name.");
        }
    }
}
