package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows compiles, runs, and prints what it says. */
@Isolated("it puts another stream in the place of System.out, and runs programs of the documentation")
class ReadmeSnippetTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("");
    private static final Pattern CLASS_NAME = Pattern.compile("public class (\\w+)");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream console = System.out;

    @BeforeEach
    void catchOutput() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseOutput() {
        System.setOut(console);
    }

    static Stream<String> pagesWithJava() throws IOException {
        List<String> found = new ArrayList<>();
        for (String page : pages().toList()) {
            if (!MarkdownPage.read(ROOT.resolve(page)).blocks("java").isEmpty()) {
                found.add(page);
            }
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(5);
        return found.stream();
    }

    private static Stream<String> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return files
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(file -> ROOT.relativize(file).toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void theProgramOfTheReadmeRunsOnSampleData() throws Exception {
        MarkdownPage readme = MarkdownPage.read(ROOT.resolve("README.md"));
        assertThat(readme.blocks("java")).hasSize(1);
        SampleData.settings().scale(0.01).write(folder.resolve("sample"));
        // The program names its folders relative to where it is started, which a test cannot choose.
        String source = readme.blocks("java").get(0).text();
        for (String name : List.of("sample", "lake")) {
            assertThat(source).contains("Path.of(\"" + name + "\")");
            source = source.replace("Path.of(\"" + name + "\")", "Path.of(\"" + forJava(folder.resolve(name)) + "\")");
        }
        Matcher name = CLASS_NAME.matcher(source);
        assertThat(name.find()).isTrue();
        try (URLClassLoader classes = compile(name.group(1), source)) {
            classes.loadClass(name.group(1)).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
        assertThat(takeOutput())
                .contains("gold.fact_orders")
                .contains("Done: ")
                .containsPattern("[0-9a-f]{32} \\d+ days late")
                .contains("StateFigures[state=SP");
    }

    @ParameterizedTest
    @MethodSource("pagesWithJava")
    void aPageDoesWhatItShows(String file) throws Exception {
        MarkdownPage page = MarkdownPage.read(ROOT.resolve(file));
        Path files = Files.createDirectory(folder.resolve("files"));
        try (URLClassLoader classes = compile("Page", page.source());
                Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            for (MarkdownPage.Block sql : page.blocks("sql")) {
                if (sql.detail().endsWith(".sql")) {
                    Path beside =
                            folder.resolve("classes").resolve(page.packageName().replace('.', '/'));
                    Files.writeString(beside.resolve(sql.detail()), sql.text());
                }
            }
            Consumer<String> prints = expected ->
                    assertThat(takeOutput().stripTrailing()).isEqualToNormalizingNewlines(expected.stripTrailing());
            classes.loadClass(page.packageName() + ".Page")
                    .getMethod("run", Lakehouse.class, Path.class, Consumer.class)
                    .invoke(null, lake, files, prints);
        }
    }

    @Test
    void excerptsAreLinesOfTheirFiles() throws IOException {
        int excerpts = 0;
        for (String file : pages().toList()) {
            for (MarkdownPage.Block block :
                    MarkdownPage.read(ROOT.resolve(file)).blocks()) {
                if (block.isExcerpt()) {
                    excerpts++;
                    assertThat(withoutIndentation(Files.readString(ROOT.resolve(block.detail()))))
                            .as("%s, quoted in %s", block.detail(), file)
                            .contains(withoutIndentation(block.text()));
                }
            }
        }
        assertThat(excerpts).isPositive();
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
        for (String file : Stream.concat(Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"), pages())
                .toList()) {
            Path page = ROOT.resolve(file);
            Matcher matcher = link.matcher(Files.readString(page));
            while (matcher.find()) {
                Path target = matcher.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(matcher.group(1)).normalize();
                assertThat(target).as("link in %s", file).exists();
                if (matcher.group(2) != null && Files.isRegularFile(target)) {
                    assertThat(anchors(target))
                            .as("link in %s to %s", file, target.getFileName())
                            .contains(matcher.group(2));
                }
            }
        }
    }

    /** The names that headings have in links: small letters, blanks as hyphens, no other signs. */
    private static List<String> anchors(Path page) throws IOException {
        try (Stream<String> lines = Files.lines(page)) {
            return lines.filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
                    .map(heading ->
                            heading.replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-'))
                    .toList();
        }
    }

    private String takeOutput() {
        System.out.flush();
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text;
    }

    private static String forJava(Path path) {
        return path.toString().replace("\\", "\\\\");
    }

    private URLClassLoader compile(String name, String source) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of(
                                "-classpath",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                "-proc:none",
                                "-parameters"),
                        null,
                        List.of(file))
                .call();
        assertThat(compiled).as("compiles:\n%s\n%s", messages, source).isTrue();
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, ReadmeSnippetTest.class.getClassLoader());
    }
}
