package dev.lakehouse4j.medallion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that a service identity runs, with rights on the layers and nothing else. */
class ServicePipelineTest {

    @TempDir
    Path folder;

    @Test
    void aServiceWithRightsOnTheLayersRunsThePipeline() throws IOException {
        Path files = folder.resolve("files");
        SampleData.settings().scale(0.002).write(files);
        Pipeline pipeline = Commerce.from(files).pipeline();
        try (Lakehouse own = Lakehouse.open(folder.resolve("own"));
                Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            pipeline.run(own).orThrow();
            Principal service = lake.catalog().createService("nightly");
            for (String layer : List.of("bronze", "silver", "gold")) {
                lake.catalog()
                        .grant(
                                List.of(Privilege.USE, Privilege.SELECT, Privilege.MODIFY, Privilege.CREATE),
                                Securable.schema(layer),
                                service);
            }

            RunReport first = pipeline.run(lake.as(service));
            RunReport second = pipeline.run(lake.as(service));

            assertThat(first.orThrow().steps()).allMatch(step -> step.status() == StepStatus.DONE);
            assertThat(second.orThrow().steps()).allMatch(step -> step.status() == StepStatus.UNCHANGED);
            assertThat(lake.tables()).isEqualTo(own.tables());
            for (String table : own.tables()) {
                assertThat(lake.snapshot(table).rowCount())
                        .as(table)
                        .isEqualTo(own.snapshot(table).rowCount());
            }
            Lakehouse stranger = lake.as(lake.catalog().createService("stranger"));
            assertThatThrownBy(() -> pipeline.run(stranger).orThrow())
                    .isInstanceOf(LakehouseException.class)
                    .hasMessageContaining("stranger lacks");
        }
    }
}
