"""Opens a lake with delta-rs, an independent Delta reader, and compares it with what ./lakehouse says of it.

Usage: delta_readers.py LAUNCHER LAKE

For every table: version, columns, number of rows, and for every column the number of nulls, of distinct values, and the
smallest and largest value. Then delta-rs appends rows to a copy of the lake, and ./lakehouse must see them.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import duckdb
from deltalake import DeltaTable, write_deltalake


def lakehouse(launcher, lake, query):
    command = [launcher, "sql", "--lake", str(lake), "--json", query]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def profile_query(columns, table):
    parts = ["count(*) as row_count"]
    for name, kind in columns:
        quoted = '"' + name + '"'
        parts.append(f'count({quoted}) as "{name}_present"')
        parts.append(f'count(distinct {quoted}) as "{name}_distinct"')
        if kind not in ("BOOLEAN",):
            parts.append(f'cast(min({quoted}) as varchar) as "{name}_min"')
            parts.append(f'cast(max({quoted}) as varchar) as "{name}_max"')
    return f"select {', '.join(parts)} from {table}"


def tables_of(lake):
    for layer in ("bronze", "silver", "gold"):
        for folder in sorted((lake / layer).glob("*/_delta_log")):
            yield layer, folder.parent.name, folder.parent


def compare(launcher, lake):
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    compared = 0
    for layer, name, folder in tables_of(lake):
        delta = DeltaTable(str(folder))
        rows = delta.to_pyarrow_table()
        connection.register("opened", rows)
        columns = connection.execute("describe opened").fetchall()
        query = profile_query([(c[0], c[1]) for c in columns], "{table}")
        cursor = connection.execute(query.replace("{table}", "opened"))
        theirs = dict(zip([d[0] for d in cursor.description], cursor.fetchall()[0]))
        ours = lakehouse(launcher, lake, query.replace("{table}", f"{layer}.{name}"))[0]
        differing = {key: (theirs[key], ours.get(key)) for key in theirs if theirs[key] != ours.get(key)}
        if differing:
            raise SystemExit(f"{layer}.{name} differs (delta-rs, lakehouse): {differing}")
        print(f"{layer}.{name}: version {delta.version()}, {theirs['row_count']} rows, {len(columns)} columns: equal")
        compared += 1
    if compared == 0:
        raise SystemExit(f"No table found under {lake}")
    return compared


def write_back(launcher, lake):
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "lake"
        shutil.copytree(lake, copy)
        folder = copy / "gold" / "kpi_state"
        delta = DeltaTable(str(folder))
        before = delta.to_pyarrow_table()
        write_deltalake(str(folder), before.slice(0, 2), mode="append")
        seen = lakehouse(launcher, copy, "select count(*) as n from gold.kpi_state")[0]["n"]
        if seen != before.num_rows + 2:
            raise SystemExit(f"delta-rs appended 2 rows to {before.num_rows}, lakehouse sees {seen}")
        old = DeltaTable(str(folder), version=delta.version()).to_pyarrow_table().num_rows
        if old != before.num_rows:
            raise SystemExit(f"delta-rs reads {old} rows as of the old version, not {before.num_rows}")
    print("an append by delta-rs is read by lakehouse")


if __name__ == "__main__":
    launcher, lake = sys.argv[1], pathlib.Path(sys.argv[2])
    count = compare(launcher, lake)
    write_back(launcher, lake)
    print(f"{count + 1} passed, 0 failed")
