package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Principal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** For whom a command works. */
final class PrincipalOption {

    @Option(
            names = "--as",
            paramLabel = "PRINCIPAL",
            converter = Named.class,
            description = "Work with the rights of a principal, such as \"user ana\", \"group analysts\" or"
                    + " \"service nightly\" (default: the owner).")
    private @Nullable Principal principal;

    boolean isGiven() {
        return principal != null;
    }

    /** The lake with the rights of the principal. */
    Lakehouse of(Lakehouse lake) {
        return principal == null ? lake : lake.as(principal);
    }

    /** Reads a principal as the audit and grants write it. */
    static final class Named implements ITypeConverter<Principal> {
        @Override
        public Principal convert(String text) {
            String[] parts = text.strip().split("\\s+", 2);
            String kind = parts.length == 2 ? parts[0].toLowerCase(Locale.ROOT) : "";
            return switch (kind) {
                case "user" -> new Principal.User(parts[1]);
                case "group" -> new Principal.Group(parts[1]);
                case "service" -> new Principal.Service(parts[1]);
                default ->
                    throw new TypeConversionException("'" + text
                            + "' is not a principal. Write for example \"user ana\", \"group analysts\" or \"service"
                            + " nightly\".");
            };
        }
    }
}
