"""Tables that Spark and delta-rs write are read here with the rows and types that Spark reads, or refused by their feature.

Usage: foreign_tables.py JARS CLASSPATH [TABLE ...]

JARS is a folder with Delta's jars for Spark, CLASSPATH the class path of the library. Every table of table_zoo.py is read at
every version that Spark reads, and compared row by row and type by type, through Arrow.
"""

import contextlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.errors import PySparkException

from spark_session import open_spark
from table_zoo import Zoo

HERE = pathlib.Path(__file__).parent

# (table, condition, files that may be opened at most): what others say of their files is used.
PRUNED = [
    ("by_text", "part = 'a/b'", 1),
    ("by_two", "second = 2 and first = 'f1'", 1),
    ("by_every_type", "day = date '2020-02-29'", 1),
    ("by_every_type", "moment < timestamptz '1970-01-01 00:00:00Z'", 1),
    ("mapped_by_name", "id = 4", 1),
    ("mapped_by_id", "\"another, name\" = 'c'", 1),
    ("deleted_in_partitions", "part = 3", 4),
    ("every_type", "big < 0", 4),
    ("rs_every_type", "id = 3", 4),
]


def java(class_path):
    return ["java", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", class_path]


def read_here(class_path, lake, requests, scratch):
    """Runs requests of (table, version, sql) through the library; gives (first words of the answer, Arrow table or None)."""
    lines, files = [], []
    for i, (table, version, sql) in enumerate(requests):
        files.append(scratch / f"answer{i}.arrow")
        lines.append("\t".join([table if "." in table else f"silver.{table}", str(version), sql, str(files[-1])]))
    (scratch / "requests.tsv").write_text("".join(line + "\n" for line in lines))
    command = java(class_path) + [str(HERE / "ReadTables.java"), str(lake), str(scratch / "requests.tsv")]
    done = subprocess.run(command, capture_output=True, text=True)
    answers = done.stdout.splitlines()
    if done.returncode != 0 or len(answers) != len(requests):
        raise SystemExit(f"ReadTables failed after {len(answers)} of {len(requests)} requests:\n{done.stderr[-3000:]}")
    results = []
    for answer, file in zip(answers, files):
        table = None
        if answer.startswith("read\t"):
            with pa.OSFile(str(file)) as source:
                table = pa.ipc.open_stream(source).read_all()
        results.append((answer.split("\t"), table))
    return results


def type_text(kind):
    """The type of a column as both sides are to have it: sizes of offsets and nullability say nothing about values."""
    if pa.types.is_struct(kind):
        return "struct<" + ", ".join(f"{field.name}: {type_text(field.type)}" for field in kind) + ">"
    if pa.types.is_map(kind):
        return f"map<{type_text(kind.key_type)}, {type_text(kind.item_type)}>"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list<{type_text(kind.value_type)}>"
    if pa.types.is_timestamp(kind):
        return f"timestamp[{kind.unit}, {'UTC' if kind.tz else 'none'}]"
    return str(kind).replace("large_", "").replace("_view", "")


def value_text(value, kind):
    if value is None:
        return "null"
    if pa.types.is_map(kind):
        return "{" + ", ".join(sorted(f"{value_text(k, kind.key_type)}: {value_text(v, kind.item_type)}" for k, v in value)) + "}"
    if pa.types.is_struct(kind):
        return "(" + ", ".join(value_text(value[field.name], field.type) for field in kind) + ")"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return "[" + ", ".join(value_text(v, kind.value_type) for v in value) + "]"
    return repr(value)


def rows_of(table):
    columns = [[value_text(value, column.type) for value in column.to_pylist()] for column in table.columns]
    return sorted(zip(*columns)) if columns else []


def differences(theirs, ours):
    names = ([column.name for column in theirs.schema], [column.name for column in ours.schema])
    if names[0] != names[1]:
        return f"columns {names[0]} and {names[1]}"
    for left, right in zip(theirs.schema, ours.schema):
        if type_text(left.type) != type_text(right.type):
            return f"column {left.name} is {type_text(left.type)} and {type_text(right.type)}"
    left, right = rows_of(theirs), rows_of(ours)
    if left != right:
        only = [row for row in left if row not in right][:2], [row for row in right if row not in left][:2]
        return f"{len(left)} and {len(right)} rows, only theirs {only[0]}, only ours {only[1]}"
    return None


def versions_of(folder):
    return sorted(int(path.name[:20]) for path in (folder / "_delta_log").glob("*.json") if re.fullmatch(r"\d{20}\.json", path.name))


def spark_reads(spark, zoo):
    """What Spark reads of every table and version: {(table, version or ''): rows}; what Spark itself cannot read is left out."""
    read = {}
    for table in zoo.readable:
        folder = zoo.folder / table
        earlier = versions_of(folder)[:-1]
        # The first, the last, and one between them; all would take minutes longer.
        some = sorted({earlier[0], earlier[len(earlier) // 2], earlier[-1]}) if earlier else []
        for version in ["", *some]:
            reader = spark.read.format("delta")
            if version != "":
                reader = reader.option("versionAsOf", version)
            with contextlib.suppress(PySparkException):  # Versions before a checkpoint whose entries were cleaned away.
                read[table, version] = reader.load(str(folder)).toArrow()
        if (table, "") not in read:
            raise SystemExit(f"{table}: Spark cannot read its own table")
    return read


def compare_rows(class_path, zoo, theirs, scratch):
    keys = list(theirs)
    failures = []
    answers = read_here(class_path, zoo.folder.parent, [(table, version, "") for table, version in keys], scratch)
    for key, (answer, ours) in zip(keys, answers):
        problem = "\t".join(answer) if ours is None else differences(theirs[key], ours)
        if problem is None and int(answer[2]) not in (-1, ours.num_rows):
            problem = f"the log says {answer[2]} rows, and there are {ours.num_rows}"
        if problem:
            failures.append(f"{key[0]} at version {key[1] or 'latest'}: {problem}")
    return len(keys), failures


def compare_pruning(class_path, zoo, theirs, scratch):
    failures = []
    wanted = [(table, condition, most) for table, condition, most in PRUNED if table in zoo.readable]
    requests = [(table, "", f"select * from silver.{table} where {condition}") for table, condition, _ in wanted]
    for (table, condition, most), (answer, ours) in zip(wanted, read_here(class_path, zoo.folder.parent, requests, scratch)):
        opened = int(answer[3].split()[0]) if ours is not None else None
        all_files = int(answer[3].split()[1]) if ours is not None else None
        if ours is None or ours.num_rows == 0 or opened > most or opened >= all_files:
            failures.append(f"{table} where {condition}: {answer}, rows {ours and ours.num_rows}, at most {most} files wanted")
    return len(wanted), failures


def compare_history(spark, class_path, zoo, scratch):
    """Versions and their times are those that Spark tells, also where they stand in the commits."""
    failures = []
    tables = [table for table in ("in_commit_timestamps", "every_type", "replaced", "everything") if table in zoo.readable]
    requests = [(table, "history", "") for table in tables]
    for table, (answer, _) in zip(tables, read_here(class_path, zoo.folder.parent, requests, scratch)):
        history = spark.sql(f"describe history delta.`{zoo.path(table)}`").select("version", "timestamp").collect()
        theirs = [f"{row.version} {int(round(row.timestamp.timestamp() * 1000))}" for row in history]
        if answer[1:] != theirs:
            failures.append(f"history of {table}: Spark {theirs}, here {answer[1:]}")
    return len(tables), failures


def compare_refusals(class_path, zoo, scratch):
    failures = []
    answers = read_here(class_path, zoo.folder.parent, [(table, "", "") for table in zoo.refused], scratch)
    for (table, feature), (answer, _) in zip(zoo.refused.items(), answers):
        if answer[:2] != ["error", "UnsupportedFeatureException"] or feature not in answer[2]:
            failures.append(f"{table}: {answer}, and not a refusal that names {feature}")
    return len(answers), failures


def main(jars, class_path, only):
    scratch = pathlib.Path(tempfile.mkdtemp())
    try:
        folder = scratch / "lake" / "silver"
        started = time.monotonic()
        read_here(class_path, folder.parent, [], scratch)  # Makes the lake.
        spark = open_spark(jars, scratch)
        zoo = Zoo(spark, folder)
        zoo.write(only)
        print(f"{len(zoo.readable) + len(zoo.refused)} tables written in {time.monotonic() - started:.0f} s", flush=True)
        theirs = spark_reads(spark, zoo)
        print(f"{len(theirs)} versions read by Spark, {time.monotonic() - started:.0f} s", flush=True)
        checks = 0
        failures = []
        for count, failed in (
            compare_rows(class_path, zoo, theirs, scratch),
            compare_pruning(class_path, zoo, theirs, scratch),
            compare_history(spark, class_path, zoo, scratch),
            compare_refusals(class_path, zoo, scratch),
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
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
