package dev.lakehouse4j.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The command line of a worker that starts fast.
 *
 * <p>The driver of DuckDB unpacks its library of 70 MB into the temporary folder at every start, and a process that is killed
 * leaves it there. Here it is unpacked once, and the workers get the driver without it.
 */
final class WorkerCommand {

    private static final String DRIVER = "duckdb_jdbc";
    private static final String NATIVE = "libduckdb_java.so_";

    private WorkerCommand() {}

    /** Prepares the folder and gives the command; the lake's folder is still to be added. */
    static List<String> prepare(Path folder, List<String> options) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            classPath.add(
                    Path.of(entry).getFileName().toString().startsWith(DRIVER)
                            ? withoutLibrary(Path.of(entry), folder).toString()
                            : entry);
        }
        Path archive = folder.resolve("worker.jsa");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "-Djava.library.path=" + folder,
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
        command.addAll(options);
        String path = classPath.stream().collect(Collectors.joining(":"));
        if (!Files.exists(archive)) {
            archive(command, path, folder, archive);
        }
        command.addAll(List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
        command.addAll(List.of("-cp", path, Worker.class.getName()));
        return command;
    }

    /** Classes that a start loads, parsed once. */
    private static void archive(List<String> command, String path, Path folder, Path archive)
            throws IOException, InterruptedException {
        List<String> warmUp = new ArrayList<>(command);
        warmUp.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-cp", path));
        warmUp.add(Worker.class.getName());
        Path lake = folder.resolve("warm-up");
        warmUp.add(lake.toString());
        Process process = new ProcessBuilder(warmUp)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("warm-up.log").toFile())
                .start();
        try (OutputStream orders = process.getOutputStream()) {
            String lines = String.join(
                    "\n",
                    "append 0 100 1",
                    "upsert 50 2 100 2",
                    "delete 3 1",
                    "optimize 1",
                    "restore 0",
                    "vacuum",
                    Worker.EXIT,
                    "");
            orders.write(lines.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        TableFolder.delete(lake);
    }

    private static Path withoutLibrary(Path driver, Path folder) throws IOException {
        Path slim = folder.resolve("driver-without-library.jar");
        Path library = folder.resolve(System.mapLibraryName("duckdb_java"));
        if (Files.exists(slim) && Files.exists(library)) {
            return slim;
        }
        String wanted = NATIVE + System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT) + "_"
                + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
        try (ZipFile jar = new ZipFile(driver.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(slim))) {
            for (ZipEntry entry : Arrays.asList(jar.stream().toArray(ZipEntry[]::new))) {
                try (InputStream in = jar.getInputStream(entry)) {
                    if (entry.getName().equals(wanted)) {
                        Files.copy(in, library, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    } else if (!entry.getName().startsWith(NATIVE)) {
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        in.transferTo(out);
                        out.closeEntry();
                    }
                }
            }
        }
        return Files.exists(library) ? slim : driver;
    }
}
