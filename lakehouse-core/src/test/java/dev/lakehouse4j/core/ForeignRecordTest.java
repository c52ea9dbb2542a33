package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.schema.Key;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of another class loader, as in notebooks and application servers: they are in another module than the library. */
class ForeignRecordTest {

    record Item(
            @Key String id,
            int small,
            long large,
            double real,
            boolean flag,
            byte tiny,
            @Nullable LocalDate day) {}

    /** Defines the record anew instead of taking the one of its parent. */
    private static final class OwnLoader extends ClassLoader {

        OwnLoader() {
            super(ForeignRecordTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            // The class around the record too: nested classes are of one loader.
            if (!name.equals(Item.class.getName()) && !name.equals(ForeignRecordTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            String resource = name.replace('.', '/') + ".class";
            try (InputStream in = getResourceAsStream(resource)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    void recordsOfAnotherClassLoaderAreWrittenAndRead() throws ReflectiveOperationException {
        Class<? extends Record> foreign =
                new OwnLoader().loadClass(Item.class.getName()).asSubclass(Record.class);
        assertThat(foreign).isNotEqualTo(Item.class);
        roundTrip(foreign);
    }

    private <R extends Record> void roundTrip(Class<R> type) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        R first = type.cast(
                constructor.newInstance("a", -1, Long.MAX_VALUE, 0.5, true, (byte) 7, LocalDate.of(2024, 2, 29)));
        R second = type.cast(constructor.newInstance("b", 2, 3L, -1.5, false, (byte) -7, null));
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            Table<Silver, R> items = lake.table(TableRef.silver("items", type));
            items.append(List.of(first, second));
            try (Stream<R> rows = items.rows()) {
                assertThat(rows.toList()).containsExactlyInAnyOrder(first, second);
            }
        }
    }
}
