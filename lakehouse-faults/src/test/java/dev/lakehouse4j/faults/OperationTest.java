package dev.lakehouse4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness' model of a table and the table itself do the same. */
class OperationTest {

    @TempDir
    Path folder;

    @Test
    void textAndBack() {
        for (String line : List.of(
                "append 5 10 1", "upsert 3 2 10 2", "delete 7 1", "optimize 1", "vacuum", "expire", "restore 4")) {
            assertThat(Operation.parse(line).text()).isEqualTo(line);
        }
    }

    @Test
    void modelAndTableAgree() {
        AccountModel model = new AccountModel(new Random(3));
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"), Worker.settings())) {
            for (int i = 0; i < 12; i++) {
                Operation operation = model.next();
                model.acknowledged(operation, operation.run(lake));
            }
            assertThat(model.settle(lake, null)).isFalse();
            model.vacuum(lake);
        }
    }

    @Test
    void lostRowIsSeen() {
        AccountModel model = new AccountModel(new Random(3));
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"), Worker.settings())) {
            Operation append = new Operation.Append(0, 10, 1);
            new Operation.Append(0, 9, 1).run(lake);
            model.acknowledged(append, 0);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> model.settle(lake, null))
                    .isInstanceOf(Violation.class)
                    .hasMessageContaining("lost (id=stamp): {9=1}");
        }
    }
}
