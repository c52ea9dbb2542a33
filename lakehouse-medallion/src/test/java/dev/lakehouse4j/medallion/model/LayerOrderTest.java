package dev.lakehouse4j.medallion.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong order of layers does not compile; asked of the compiler itself. */
class LayerOrderTest {

    private static final String TABLES = """
            import dev.lakehouse4j.core.*;
            import dev.lakehouse4j.medallion.model.SqlModel;
            class Layers {
                record Row(String id) {}
                static final TableRef<Bronze, Row> RAW = TableRef.bronze("raw", Row.class);
                static final TableRef<Silver, Row> CLEAN = TableRef.silver("clean", Row.class);
                static final TableRef<Gold, Row> FINAL = TableRef.gold("final", Row.class);
                Object model = %s;
            }
            """;

    @TempDir
    Path output;

    @Test
    void silverReadsBronzeAndSilver() {
        assertThat(errors("SqlModel.silver(CLEAN).reads(RAW, CLEAN).sql(\"select 1\")"))
                .isEmpty();
    }

    @Test
    void goldReadsSilverAndGold() {
        assertThat(errors("SqlModel.gold(FINAL).reads(CLEAN, FINAL).sql(\"select 1\")"))
                .isEmpty();
    }

    @Test
    void bronzeCannotSkipToGold() {
        assertThat(errors("SqlModel.gold(FINAL).reads(RAW).sql(\"select 1\")"))
                .anyMatch(error -> error.contains("cannot be converted"));
    }

    @Test
    void silverCannotReadGold() {
        assertThat(errors("SqlModel.silver(CLEAN).reads(FINAL).sql(\"select 1\")"))
                .isNotEmpty();
    }

    @Test
    void aSilverTableIsNoGoldModel() {
        assertThat(errors("SqlModel.gold(CLEAN).reads(CLEAN).sql(\"select 1\")"))
                .isNotEmpty();
    }

    private List<String> errors(String model) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Layers.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return TABLES.formatted(model);
                    }
                };
        compiler.getTask(
                        new StringWriter(),
                        null,
                        found,
                        List.of("-classpath", System.getProperty("java.class.path"), "-d", output.toString()),
                        null,
                        List.of(source))
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                .toList();
    }
}
