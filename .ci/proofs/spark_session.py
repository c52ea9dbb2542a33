"""Starts Spark with Delta for the proofs: a local session of two threads, without its web page, that keeps its files in a folder."""

import pathlib

from pyspark.sql import SparkSession

# PySpark brings all other jars itself; a second copy of Jackson or of a log binding would only be in its way.
JARS = ("delta-", "unitycatalog-")


def open_spark(jars, scratch):
    ours = sorted(str(jar) for jar in pathlib.Path(jars).glob("*.jar") if jar.name.startswith(JARS))
    if not ours:
        raise SystemExit(f"No Delta jars in {jars}: copy them with mvn -f .ci/proofs/spark/pom.xml dependency:copy-dependencies.")
    settings = {
        "spark.jars": ",".join(ours),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.databricks.delta.optimize.repartition.enabled": "true",
        "spark.databricks.delta.stats.skipping": "true",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.readSideCharPadding": "false",  # char(n) is a string in Delta Lake; Spark alone pads it.
        "spark.sql.codegen.wholeStage": "false",  # Compiling takes longer than reading tables this small.
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "1500m",
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": str(pathlib.Path(scratch) / "warehouse"),
        "spark.local.dir": str(pathlib.Path(scratch) / "spark"),
    }
    builder = SparkSession.builder.master("local[2]").appName("proof")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark
