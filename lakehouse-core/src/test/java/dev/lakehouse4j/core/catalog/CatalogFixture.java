package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.access.Door;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A lake with two tables, and its catalog. */
abstract class CatalogFixture {

    @Comment("One line is one order.")
    record Order(
            @Key @Comment("Unique.") String orderId,
            String customerId,
            String status,
            @Nullable Long amount) {}

    record Customer(
            @Key String customerId, String name, @Nullable LocalDate birthday) {}

    static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);
    static final TableRef<Silver, Customer> CUSTOMERS = TableRef.silver("customers", Customer.class);

    static final Securable ORDERS_TABLE = Securable.table("silver.orders");

    @TempDir
    static Path folder;

    static Lakehouse lake;

    Catalog catalog;

    @BeforeAll
    static void open() {
        lake = Lakehouse.open(folder.resolve("lake-" + System.nanoTime()));
        lake.table(ORDERS)
                .append(List.of(new Order("o1", "c1", "delivered", 10L), new Order("o2", "c2", "lost", null)));
        lake.table(CUSTOMERS).append(List.of(new Customer("c1", "Ana", LocalDate.of(1990, 1, 2))));
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    /** Tables are costly to make; a catalog that is gone is as good as a new one. */
    @BeforeEach
    void beginWithoutCatalog() throws IOException {
        if (Files.exists(files())) {
            try (Stream<Path> all = Files.walk(files())) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        catalog = reopened();
    }

    static Path files() {
        return lake.root().resolve("_catalog");
    }

    /** The catalog as another process would open it. */
    static Catalog reopened() {
        return Catalog.open(lake.root(), lake.engine(), lake.store(), lake.audit(), Door.policyGate(lake.engine()));
    }
}
