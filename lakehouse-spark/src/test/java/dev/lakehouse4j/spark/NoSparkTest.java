package dev.lakehouse4j.spark;

import static java.lang.invoke.MethodType.methodType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

/** What a program hears that has no Spark. */
class NoSparkTest {

    private static URL jar(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void withoutSparkOnTheClassPathTheMissingArtifactIsNamed() throws Exception {
        URL[] library = {jar(SparkEngine.class), jar(SqlEngine.class)};
        try (URLClassLoader loader = new URLClassLoader(library, ClassLoader.getPlatformClassLoader())) {
            MethodHandle local = MethodHandles.publicLookup()
                    .findStatic(
                            loader.loadClass(SparkEngine.class.getName()),
                            "local",
                            methodType(loader.loadClass(SqlEngine.class.getName()), int.class));

            assertThatThrownBy(() -> local.invoke(1))
                    .satisfies(
                            error -> assertThat(error.getClass().getName()).isEqualTo(QueryException.class.getName()))
                    .hasMessageContaining("no Spark 4.1 on the class path")
                    .hasMessageContaining("org.apache.spark:spark-sql_2.13:4.1.x")
                    .hasMessageContaining("spark-submit");
        }
    }
}
