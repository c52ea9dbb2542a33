package dev.lakehouse4j.medallion.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Collects the values of one row that fit no column, as a JSON object. */
final class RescuedValues {

    private static final JsonFactory FACTORY = new JsonFactory();

    private @Nullable StringWriter text;
    private @Nullable JsonGenerator json;

    void clear() {
        text = null;
        json = null;
    }

    /** Adds a text, or null. */
    void add(String name, @Nullable String value) {
        try {
            JsonGenerator out = open();
            out.writeFieldName(name);
            if (value == null) {
                out.writeNull();
            } else {
                out.writeString(value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a value that is JSON already. */
    void addJson(String name, String value) {
        try {
            JsonGenerator out = open();
            out.writeFieldName(name);
            out.writeRawValue(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The object, or null when nothing was added. */
    @Nullable
    String take() {
        JsonGenerator out = json;
        StringWriter written = text;
        if (out == null || written == null) {
            return null;
        }
        try {
            out.writeEndObject();
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clear();
        return written.toString();
    }

    private JsonGenerator open() throws IOException {
        JsonGenerator out = json;
        if (out == null) {
            StringWriter target = new StringWriter();
            out = FACTORY.createGenerator(target);
            out.writeStartObject();
            text = target;
            json = out;
        }
        return out;
    }
}
