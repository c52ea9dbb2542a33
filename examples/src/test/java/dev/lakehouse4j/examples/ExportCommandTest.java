package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export databricks}; what the files hold is tested in the module, and run by {@code .ci/proofs/databricks_export.py}. */
class ExportCommandTest {

    @TempDir
    Path folder;

    private Cli export(Object... more) {
        Object[] arguments = new Object[6 + more.length];
        Object[] first = {"export", "databricks", "--source", folder.resolve("sample"), "--out", folder.resolve("out")};
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return Cli.call(arguments);
    }

    @Test
    void thePipelineOfARunIsWrittenWithSentimentByAnAiFunction() throws IOException {
        SampleData.settings().scale(0.002).write(folder.resolve("sample"));
        Cli done = export("--catalog", "shop_test", "--name", "shop");
        assertThat(done.succeeds().err()).isEmpty();
        assertThat(done.out())
                .contains(" tables in ", "Left out: ", "gold.customer_segments", "gold.delivery_predictions");
        Path out = folder.resolve("out");
        assertThat(Files.readString(out.resolve("databricks.yml"))).contains("name: shop", "default: shop_test");
        assertThat(Files.readString(out.resolve("pipeline/gold/review_sentiment.sql")))
                .contains("ai_analyze_sentiment(comment) as label");
        assertThat(Files.readString(out.resolve("pipeline/bronze/reviews.sql")))
                .contains("'${files}/olist_order_reviews_dataset*.csv*'");
        assertThat(Files.readString(out.resolve("README.md"))).contains("### gold.customer_segments");
    }

    @Test
    void aFolderWithFilesIsLeftAloneUnlessItMayBeOverwritten() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/notes.txt"), "mine");
        Cli refused = export();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("the folder is not empty (notes.txt)", "--overwrite");
        assertThat(folder.resolve("out/databricks.yml")).doesNotExist();
        assertThat(export("--overwrite", "--dialect", "spark").succeeds().out()).contains("Left out: ");
        assertThat(folder.resolve("out/notes.txt")).exists();
        assertThat(folder.resolve("out/spark-pipeline.yml")).exists();
    }
}
