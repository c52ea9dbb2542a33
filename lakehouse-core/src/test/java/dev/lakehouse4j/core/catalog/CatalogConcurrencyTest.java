package dev.lakehouse4j.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several threads and processes that change one catalog. */
class CatalogConcurrencyTest extends CatalogFixture {

    private static final int CHANGES = 6;

    private static Process start(int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GrantingProcess.class.getName(),
                        lake.root().toString(),
                        String.valueOf(number),
                        String.valueOf(CHANGES))
                .redirectError(new File(lake.root().getParent().toFile(), "process-" + number + ".err"))
                .start();
    }

    @Test
    void twoProcessesSeeEachOthersGrantsAndLoseNone() throws Exception {
        List<Process> processes = List.of(start(1), start(2));
        for (Process process : processes) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("ready");
        }
        catalog.createUser("start");
        for (int i = 0; i < CHANGES; i++) {
            catalog.grant(Privilege.USE, Securable.schema("silver"), catalog.createUser("p0-" + i));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(catalog.principals()).hasSize(3 * CHANGES + 1);
        for (int process = 0; process < 3; process++) {
            for (int i = 0; i < CHANGES; i++) {
                assertThat(catalog.grantsOf(new Principal.User("p" + process + "-" + i)))
                        .hasSize(1);
            }
        }
        assertThat(reopened().objects()).isEqualTo(catalog.objects());
    }

    @Test
    void threadsOverSeveralCatalogsLoseNothing() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Catalog one = thread % 2 == 0 ? catalog : reopened();
            String prefix = "t" + thread + "-";
            threads.add(new Thread(() -> {
                for (int i = 0; i < 8; i++) {
                    one.createUser(prefix + i);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(catalog.principals()).hasSize(32);
    }
}
