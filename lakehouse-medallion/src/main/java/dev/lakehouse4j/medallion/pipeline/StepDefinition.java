package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.star.StarPart;
import java.util.Optional;

/** What a step of a pipeline was defined by, for whoever runs the same pipeline elsewhere. */
public sealed interface StepDefinition {

    /**
     * The table that the step makes.
     *
     * @return its reference
     */
    TableRef<?, ?> table();

    /**
     * A load of files.
     *
     * @param ingest the load
     */
    record Files(BronzeIngest<?> ingest) implements StepDefinition {
        @Override
        public TableRef<?, ?> table() {
            return ingest.table();
        }
    }

    /**
     * A query.
     *
     * @param model the query with its inputs and checks
     * @param part the dimension or fact that the query was made from; empty for a model outside a star schema
     */
    record Query(SqlModel<?, ?> model, Optional<StarPart<?>> part) implements StepDefinition {
        @Override
        public TableRef<?, ?> table() {
            return model.table();
        }
    }

    /**
     * Java code.
     *
     * @param model the code with its inputs
     */
    record Code(JavaModel<?> model) implements StepDefinition {
        @Override
        public TableRef<?, ?> table() {
            return model.table();
        }
    }
}
