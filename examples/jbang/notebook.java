///usr/bin/env jbang "$0" "$@" ; exit $?
//DESCRIPTION Installs a Java kernel for Jupyter that knows Lakehouse4j, and starts the notebook
//JAVA 17+
//DEPS io.github.padreati:rapaio-jupyter-kernel:3.0.1
//DEPS dev.lakehouse4j:lakehouse-ml:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-ai:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-ai-model-pt:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-notebook:0.1.0-SNAPSHOT
//DEPS info.picocli:picocli:4.7.7
//DEPS org.slf4j:slf4j-nop:2.0.17

import java.io.File;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.Callable;
import java.util.stream.*;
import picocli.CommandLine;
import picocli.CommandLine.*;

@Command(name = "notebook", mixinStandardHelpOptions = true, description = {
    "Installs the Jupyter kernel 'Java (Lakehouse4j)': the Rapaio kernel with Lakehouse4j on its class path, as JBang resolved it.",
    "Then it opens a notebook in JupyterLab, if that is on the PATH."})
class notebook implements Callable<Integer> {

    static final String NAME = "lakehouse4j";

    @Parameters(arity = "0..1", paramLabel = "NOTEBOOK", description = "Notebook to open (default: examples/notebooks/lakehouse.ipynb, where it is there).") Path file;
    @Option(names = "--install-only", description = "Install the kernel and stop.") boolean installOnly;
    @Option(names = "--data-dir", paramLabel = "DIR", description = "Jupyter's data folder (default: that of the user).") Path dataDir;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = (dataDir == null ? userDataDir() : dataDir).resolve("kernels").resolve(NAME).toAbsolutePath();
        Files.createDirectories(folder);
        // Not this script's own jar: JBang may throw it away.
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("notebook.java") && !entry.endsWith("notebook.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> start = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED", "-Djava.awt.headless=true",
                "-cp", classPath, "org.rapaio.jupyter.kernel.MainApp", "{connection_file}");
        Files.writeString(folder.resolve("kernel.json"), """
                {
                  "argv": [%s],
                  "display_name": "Java (Lakehouse4j)",
                  "language": "java",
                  "interrupt_mode": "message",
                  "env": {"OMP_WAIT_POLICY": "passive"}
                }
                """.formatted(start.stream().map(notebook::quoted).collect(Collectors.joining(",\n    "))));
        System.out.println("Installed the kernel in " + folder);
        if (installOnly) {
            return 0;
        }
        Path known = Path.of("examples", "notebooks", "lakehouse.ipynb");
        Path opened = file != null || Files.notExists(known) ? file : known;
        List<String> jupyter = new ArrayList<>(List.of("jupyter", "lab"));
        if (opened != null) {
            jupyter.add(opened.toString());
        }
        try {
            return new ProcessBuilder(jupyter).inheritIO().start().waitFor();
        } catch (IOException e) {
            System.err.println("Cannot start JupyterLab: there is no jupyter on the PATH. Install it (pip install jupyterlab), then: "
                    + String.join(" ", jupyter));
            return 1;
        }
    }

    private static Path userDataDir() {
        String given = System.getenv("JUPYTER_DATA_DIR");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        Path home = Path.of(System.getProperty("user.home"));
        if (given != null) {
            return Path.of(given);
        }
        if (system.contains("win")) {
            return Path.of(System.getenv("APPDATA"), "jupyter");
        }
        String data = System.getenv("XDG_DATA_HOME");
        return system.contains("mac") ? home.resolve("Library/Jupyter")
                : data == null ? home.resolve(".local/share/jupyter") : Path.of(data, "jupyter");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    public static void main(String... arguments) {
        System.exit(new CommandLine(new notebook()).execute(arguments));
    }
}
