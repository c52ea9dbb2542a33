"""Tables that this library writes are opened by Spark, delta-rs and DuckDB with the same rows and types, at every version.

Usage: spark_readers.py JARS CLASSPATH LAUNCHER LAKE

JARS is a folder with Delta's jars for Spark, CLASSPATH the class path of the library, LAKE a lake of `./lakehouse run`. Beside
its tables, those of WriteTables.java are read: upserted, deleted from, optimized, restored, evolved, vacuumed, purged. Others
must skip files by the statistics that are written here. A copy of the lake in which a customer is forgotten must open as well.
"""

import contextlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import duckdb
import pyarrow.compute as pc
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from erasure import customer
from foreign_tables import HERE, differences, java, read_here, type_text, versions_of
from spark_session import open_spark

# (table of WriteTables.java, condition, files that it leaves): each file holds a thousand ids.
PRUNED = [("sorted", "id = 4500", 1), ("sorted", "id between 1500 and 2500", 2), ("sorted", "name = 'n7999'", 2)]


def tables_of(lake):
    for layer in ("bronze", "silver", "gold", "system"):
        for log in sorted((lake / layer).glob("*/_delta_log")):
            yield f"{layer}.{log.parent.name}", log.parent


def same(left, right):
    """Whether two Arrow tables have equal types and rows; flat ones are compared by DuckDB, which is faster."""
    types = [[(field.name, type_text(field.type)) for field in table.schema] for table in (left, right)]
    if types[0] != types[1]:
        return f"types {[pair for pair in types[0] if pair not in types[1]]} and {[pair for pair in types[1] if pair not in types[0]]}"
    if any("<" in kind for _, kind in types[0]):
        return differences(left, right)
    if left.num_rows != right.num_rows:
        return f"{left.num_rows} and {right.num_rows} rows"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.register("a", left)
        connection.register("b", right)
        odd = connection.execute("select count(*) from (select * from a except all select * from b)").fetchone()[0]
    return f"{odd} rows differ" if odd else None


def by_duckdb(delta):
    files = [uri.removeprefix("file://") for uri in delta.file_uris()]
    if not files:
        return None
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        query = "select * from read_parquet($1, union_by_name = true, hive_partitioning = false)"
        return connection.sql(query, params=[files]).to_arrow_table()


def compare_lake(spark, class_path, lake, scratch, all_versions):
    """Compares every table of a lake, at the newest version or at all that are there."""
    wanted = []
    for name, folder in tables_of(lake):
        versions = versions_of(folder)
        wanted += [(name, folder, version) for version in (versions if all_versions else {versions[0], versions[-1]})]
    answers = read_here(class_path, lake, [(name, version, "") for name, _, version in wanted], scratch)
    failures, readers = [], 0
    for (name, folder, version), (answer, ours) in zip(wanted, answers):
        place = f"{name} at version {version}"
        with contextlib.suppress(PySparkException, Py4JError):
            theirs = spark.read.format("delta").option("versionAsOf", version).load(str(folder)).toArrow()
            readers += 1
            if ours is None or same(theirs, ours):
                failures.append(f"{place}: Spark reads it, and here {answer if ours is None else same(theirs, ours)}")
        if ours is None:
            if all(word not in answer[2] for word in ("vacuum", "history was dropped")):
                failures.append(f"{place}: {answer}")
            continue
        with contextlib.suppress(DeltaError, FileNotFoundError):
            delta = DeltaTable(str(folder), version=version)
            rust = delta.to_pyarrow_table()
            readers += 1
            if same(rust, ours):
                failures.append(f"{place}: delta-rs {same(rust, ours)}")
            duck = by_duckdb(delta)
            if duck is not None and set(duck.column_names) == set(ours.column_names):
                readers += 1
                if same(duck.select(ours.column_names).cast(ours.schema), ours):
                    failures.append(f"{place}: DuckDB {same(duck.select(ours.column_names).cast(ours.schema), ours)}")
    if readers < 2 * len({name for name, _, _ in wanted}):
        failures.append(f"{lake}: only {readers} readings of {len(wanted)} versions")
    print(f"{lake.name}: {len(wanted)} versions, {readers} readings by others", flush=True)
    return readers, failures


def files_that_spark_reads(spark, folder, condition):
    frame = spark.read.format("delta").load(str(folder)).where(condition)
    rows = frame.count()
    spark.conf.set("spark.sql.adaptive.enabled", "false")  # Its plan hides the scan.
    frame = spark.read.format("delta").load(str(folder)).where(condition)
    frame.collect()
    plan = frame._jdf.queryExecution().executedPlan()
    spark.conf.set("spark.sql.adaptive.enabled", "true")
    leaves = plan.collectLeaves()
    files = sum(leaves.apply(i).metrics().get("numFiles").get().value() for i in range(leaves.size()))
    return rows, files


def compare_pruning(spark, lake):
    failures = []
    for table, condition, most in PRUNED:
        folder = lake / "silver" / table
        delta = DeltaTable(str(folder))
        rows, files = files_that_spark_reads(spark, folder, condition)
        if rows == 0 or files != most or len(delta.file_uris()) <= most:
            failures.append(f"Spark reads {files} of {len(delta.file_uris())} files of {table} where {condition}, and {rows} rows; {most} wanted")
    dataset = DeltaTable(str(lake / "silver" / "sorted")).to_pyarrow_dataset()
    kept = len(list(dataset.get_fragments(filter=pc.field("id") == 4500)))
    if kept != 1:
        failures.append(f"delta-rs keeps {kept} files of sorted where id = 4500")
    return len(PRUNED) + 1, failures


def compare_times(spark, lake):
    """A point in time means the same version to Spark as here."""
    folder = lake / "silver" / "operations"
    history = spark.sql(f"describe history delta.`{folder}`").select("version", "timestamp").collect()
    failures = []
    for row in history:
        if versions_of(folder)[0] <= row.version:
            text = row.timestamp.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
            found = spark.sql(f"select count(*) from delta.`{folder}` timestamp as of '{text}'").collect()[0][0]
            expected = spark.sql(f"select count(*) from delta.`{folder}` version as of {row.version}").collect()[0][0]
            if found != expected:
                failures.append(f"operations as of {text}: {found} rows, and {expected} at version {row.version}")
    return len(history), failures


def forget(launcher, lake, copy):
    shutil.copytree(lake, copy)
    person = customer(copy)
    subprocess.run([launcher, "forget", "--lake", str(copy), "--yes", "--json", person], check=True, capture_output=True)


def main(jars, class_path, launcher, lake):
    scratch = pathlib.Path(tempfile.mkdtemp())
    try:
        started = time.monotonic()
        written, forgotten = scratch / "written", scratch / "forgotten"
        subprocess.run(java(class_path) + [str(HERE / "WriteTables.java"), str(written)], check=True)
        forget(launcher, lake, forgotten)
        spark = open_spark(jars, scratch)
        checks, failures = 0, []
        for count, failed in (
            compare_lake(spark, class_path, written, scratch, True),
            compare_pruning(spark, written),
            compare_times(spark, written),
            compare_lake(spark, class_path, lake, scratch, False),
            compare_lake(spark, class_path, forgotten, scratch, False),
        ):
            checks += count
            failures += failed
        spark.stop()
        for failure in failures:
            print("FAILED", failure[:1500])
        print(f"{checks - len(failures)} passed, {len(failures)} failed, {time.monotonic() - started:.0f} s")
        return 1 if failures else 0
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4]).resolve()))
