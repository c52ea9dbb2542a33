"""The exported pipeline gives the tables of the lake when Apache Spark runs it.

Usage: databricks_export.py JARS LAUNCHER SAMPLE LAKE

JARS is a folder with Delta's jars for Spark, LAKE a lake of `./lakehouse run` over the files in SAMPLE. The pipeline is exported
for open source Spark and run by spark-pipelines, in a Spark Connect server of this proof; every table is then compared with that
of the lake, types and rows, doubles within 1e-9. No Databricks can be reached: that the export for Databricks has the very same
queries is compared as text, and its Python files are compiled.
"""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import duckdb
import pyarrow as pa
from deltalake import DeltaTable
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from spark_session import JARS

# Filled by each engine in its own way.
AUDIT = {"_source_row", "_batch_id", "_ingested_at", "_rescued_data"}
TOLERANCE = 1e-9
# Rules that are only counted, and that the sample's defects break.
WARNINGS = re.compile("orphans_")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def connect_server(jars, scratch):
    """A Spark with Delta that keeps its catalog in memory, for as long as this proof runs."""
    ours = sorted(str(jar) for jar in pathlib.Path(jars).glob("*.jar") if jar.name.startswith(JARS))
    port = free_port()
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.sources.default": "delta",
        "spark.sql.warehouse.dir": scratch / "warehouse",
        "spark.local.dir": scratch / "local",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    command = [program("spark-submit"), "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[2]",
               "--driver-memory", "1500m", "--driver-class-path", os.pathsep.join(ours)]
    for name, value in settings.items():
        command += ["--conf", f"{name}={value}"]
    log = scratch / "server.log"
    with open(log, "w") as out:
        server = subprocess.Popen(command + ["spark-internal"], stdout=out, stderr=subprocess.STDOUT, cwd=scratch, env=environment())
    try:
        for _ in range(240):
            if server.poll() is not None:
                raise SystemExit(f"Spark Connect ended:\n{log.read_text()[-3000:]}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.5)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def program(name):
    return str(pathlib.Path(sys.executable).parent / name)


def environment():
    here = str(pathlib.Path(sys.executable).parent)
    return os.environ | {"PATH": here + os.pathsep + os.environ["PATH"], "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


def export(launcher, sample, out, dialect):
    subprocess.run([launcher, "export", "databricks", "--dialect", dialect, "--source", str(sample), "--out", str(out)],
                   check=True, capture_output=True)


def made(folder):
    """Tables that the files of an export make."""
    return {f"{file.parent.name}.{file.stem}" for layer in ("bronze", "silver", "gold")
            for file in (folder / "pipeline" / layer).iterdir()}


def arrow(folder):
    table = DeltaTable(str(folder)).to_pyarrow_table()
    names = sorted(name for name in table.column_names if name not in AUDIT)
    return table.select(names)


def plain(kind):
    """A type without what readers choose by themselves: offsets of 32 or 64 bits, views."""
    return str(kind).replace("large_", "").replace("_view", "")


def differences(left, right):
    """What differs between two tables, or None."""
    types = [{field.name: plain(field.type) for field in table.schema} for table in (left, right)]
    if types[0] != types[1]:
        return f"types: {sorted(set(types[0].items()) ^ set(types[1].items()))}"
    if left.num_rows != right.num_rows:
        return f"{left.num_rows} and {right.num_rows} rows"
    doubles = [field.name for field in left.schema if pa.types.is_floating(field.type)]
    exact = [name for name in left.column_names if name not in doubles]
    order = ", ".join(f'"{name}"' for name in exact + doubles)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        numbered = []
        for name, table in (("a", left), ("b", right)):
            connection.register(name, table)
            numbered.append(f"(select *, row_number() over (order by {order}) as row_place from {name})")
        unequal = [f'l."{name}" is distinct from r."{name}"' for name in exact]
        unequal += [f'((l."{name}" is null) <> (r."{name}" is null) or abs(l."{name}" - r."{name}")'
                    f' > {TOLERANCE} * greatest(1, abs(l."{name}")))' for name in doubles]
        query = f"select count(*) from {numbered[0]} l join {numbered[1]} r using (row_place) where {' or '.join(unequal)}"
        odd = connection.execute(query).fetchone()[0]
        if not odd:
            return None
        columns = [name for name, condition in zip(exact + doubles, unequal)
                   if connection.execute(f"select count(*) from {numbered[0]} l join {numbered[1]} r using (row_place) where {condition}").fetchone()[0]]
        return f"{odd} of {left.num_rows} rows differ, in {columns}"


def compare(warehouse, lake, tables):
    failures, rows = [], 0
    for table in sorted(tables):
        layer, name = table.split(".")
        theirs, ours = arrow(warehouse / f"{layer}.db" / name), arrow(lake / layer / name)
        rows += ours.num_rows
        found = differences(theirs, ours)
        if found:
            failures.append(f"{table}: {found}")
    print(f"{len(tables)} tables with {rows} rows compared", flush=True)
    return len(tables), failures


def compare_rules(warehouse, files):
    """Every rule about a whole table was counted, and those that must hold hold."""
    failures, rules = [], 0
    for file in sorted(files.glob("*.sql")):
        layer, name = file.stem.split("_", 1)
        for row in DeltaTable(str(warehouse / f"{layer}.db" / f"{name}_rules")).to_pyarrow_table().to_pylist():
            rules += 1
            if row["row_count"] and not WARNINGS.match(row["rule"]):
                failures.append(f"{layer}.{name}: {row['rule']} is broken {row['row_count']} times")
    return rules, failures


def check_asserts(session):
    """A row that must not be there stops a query of the form that the export writes; without one it goes through."""
    query = "select * from range(3) where case when id >= 0 then coalesce(assert_true(id < {}, 'x'), assert_true(id >= 0, 'y')) end is null"
    rows = len(session.sql(query.format(3)).collect())
    try:
        session.sql(query.format(2)).collect()
    except PySparkException:
        return [] if rows == 3 else [f"assert_true lets {rows} of 3 rows through"]
    return ["assert_true does not stop a query"]


def body(statement):
    """The query of a statement: what follows AS on a line of its own."""
    return statement.split("\nAS\n", 1)[1].rsplit(";", 1)[0].strip()


def compare_texts(databricks, spark):
    """What Spark ran is what Databricks gets, but for the ways in and for expectations."""
    checks, failures = 0, []
    for file in sorted((databricks / "pipeline").rglob("*.sql")):
        name = file.relative_to(databricks)
        twin = spark / name
        text = file.read_text()
        if "read_files(" in text or not twin.exists():
            continue
        checks += 1
        if body(text) not in twin.read_text():
            failures.append(f"{name}: Spark ran another query")
    for file in databricks.rglob("*.py"):
        checks += 1
        compile(file.read_text(), str(file), "exec")
    return checks, failures


def main(jars, launcher, sample, lake):
    started = time.monotonic()
    scratch = pathlib.Path(tempfile.mkdtemp())
    try:
        spark, databricks = scratch / "spark", scratch / "databricks"
        export(launcher, sample, spark, "spark")
        export(launcher, sample, databricks, "databricks")
        with connect_server(jars, scratch) as remote:
            session = SparkSession.builder.remote(remote).getOrCreate()
            for layer in ("bronze", "silver", "gold"):
                session.sql(f"create schema if not exists {layer}")
            command = [program("spark-pipelines"), "run", "--remote", remote, "--spec", str(spark / "spark-pipeline.yml")]
            done = subprocess.run(command, capture_output=True, text=True, cwd=scratch, env=environment())
            asserted = check_asserts(session)
            session.stop()
        if done.returncode != 0:
            print(done.stdout[-2000:], done.stderr[-6000:])
            return 1
        print(f"spark-pipelines: done after {time.monotonic() - started:.0f} s", flush=True)
        checks, failures = 1, asserted
        for count, failed in (
            compare(scratch / "warehouse", lake, made(spark)),
            compare_rules(scratch / "warehouse", spark / "pipeline" / "rules"),
            compare_texts(databricks, spark),
        ):
            checks += count
            failures += failed
        for failure in failures:
            print("FAILED", failure[:1500])
        print(f"{checks - len(failures)} passed, {len(failures)} failed, {time.monotonic() - started:.0f} s")
        return 1 if failures else 0
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], str(pathlib.Path(sys.argv[2]).resolve()), pathlib.Path(sys.argv[3]).resolve(), pathlib.Path(sys.argv[4]).resolve()))
