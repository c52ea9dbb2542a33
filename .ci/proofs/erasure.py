"""Forgets a customer in a copy of a lake and searches the copy with other programs than the one that erased.

Usage: erasure.py LAUNCHER LAKE

Picks a customer with several orders, one of them in quarantine when there is one, collects the identifiers with delta-rs, runs
`./lakehouse forget`, and then reads every file: raw bytes of all, every value of every Parquet file and checkpoint with
pyarrow. Every table must open in delta-rs with exactly the customer's rows gone, and a second run must change nothing back.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable


def tables_of(lake):
    for layer in ("bronze", "silver", "gold"):
        for folder in sorted((lake / layer).glob("*/_delta_log")):
            yield f"{layer}.{folder.parent.name}", folder.parent


def column(lake, table, name, where=None):
    layer, short = table.split(".")
    rows = DeltaTable(str(lake / layer / short)).to_pyarrow_table()
    if where:
        key, values = where
        rows = rows.filter(pc.is_in(rows[key], value_set=pa.array(sorted(values))))
    return [value for value in rows[name].to_pylist() if value is not None]


def customer(lake):
    """The customer with most orders; of those with equally many, one with an order in quarantine."""
    person_of = dict(zip(column(lake, "silver.customers", "customer_id"), column(lake, "silver.customers", "customer_unique_id")))
    orders = {}
    for who, order in zip(column(lake, "silver.orders", "customer_id"), column(lake, "silver.orders", "order_id")):
        if who in person_of:
            orders.setdefault(person_of[who], set()).add(order)
    failing = set(column(lake, "silver.orders_quarantine", "order_id"))
    return max(orders, key=lambda person: (bool(orders[person] & failing), len(orders[person]), person))


def identifiers(lake, person):
    ids = set(column(lake, "bronze.customers", "customer_id", ("customer_unique_id", {person})))
    ids |= set(column(lake, "bronze.orders", "order_id", ("customer_id", set(ids))))
    ids.add(person)
    keys = set(column(lake, "gold.dim_customers", "customer_key", ("customer_unique_id", {person})))
    return ids, keys


def hits(lake, ids, keys):
    """Files in which an identifier stands, by raw bytes and by decoded values."""
    found = {}
    files = 0
    spelt = [one.encode() for one in ids] + [str(key).encode() for key in keys]
    spelt += [key.to_bytes(8, "little", signed=True) for key in keys]
    for file in sorted(lake.rglob("*")):
        if not file.is_file():
            continue
        files += 1
        raw = file.read_bytes()
        held = any(one in raw for one in spelt)
        if raw.startswith(b"PAR1"):
            held |= decoded_hit(pq.read_table(file), ids, keys)
        if held:
            found[str(file.relative_to(lake))] = True
    return found, files


def decoded_hit(table, ids, keys):
    for chunk in flat(table):
        kind = chunk.type
        if pa.types.is_dictionary(kind):
            chunk = chunk.cast(kind.value_type)
            kind = chunk.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            # One pass over the joined values: an identifier holds no line break.
            text = "\n".join(value for value in chunk.to_pylist() if value)
            if any(one in text for one in ids) or any(str(key) in text for key in keys):
                return True
        elif pa.types.is_int64(kind):
            if pc.any(pc.is_in(chunk, value_set=pa.array(sorted(keys), pa.int64()))).as_py():
                return True
    return False


def flat(table):
    """The leaves of all columns; a map or a list is opened, a struct is taken apart."""
    open_columns = [chunk for name in table.column_names for chunk in table[name].chunks]
    while open_columns:
        one = open_columns.pop()
        if pa.types.is_struct(one.type):
            open_columns.extend(one.flatten())
        elif pa.types.is_map(one.type):
            open_columns.extend([one.keys, one.items])
        elif pa.types.is_list(one.type) or pa.types.is_large_list(one.type):
            open_columns.append(one.flatten())
        else:
            yield one


def main(launcher, original):
    with tempfile.TemporaryDirectory() as scratch:
        lake = pathlib.Path(scratch) / "lake"
        shutil.copytree(original, lake)
        person = customer(lake)
        ids, keys = identifiers(lake, person)
        before = {name: DeltaTable(str(folder)).to_pyarrow_table().num_rows for name, folder in tables_of(lake)}
        held, _ = hits(lake, ids, keys)
        if len(held) < 10:
            raise SystemExit(f"the search is broken: only {sorted(held)} hold the customer before the erasure")
        done = subprocess.run(
            [launcher, "forget", "--lake", str(lake), "--yes", "--json", person],
            check=True, capture_output=True, text=True)
        report = json.loads(done.stdout)
        if person in done.stdout or any(one in done.stdout for one in ids):
            raise SystemExit("the report names an identifier")
        left, files = hits(lake, ids, keys)
        if left:
            raise SystemExit(f"these files still hold the customer: {sorted(left)}")
        gone = {table["table"]: table["rows"] for table in report["tables"]}
        for name, folder in tables_of(lake):
            delta = DeltaTable(str(folder))
            rows = delta.to_pyarrow_table().num_rows
            if rows != before[name] - gone.get(name, 0):
                raise SystemExit(f"{name} has {rows} rows of {before[name]}, and the report says {gone.get(name, 0)} went")
            if name in gone and len(delta.history()) != 1:
                raise SystemExit(f"{name} still has the history {delta.history()}")
        print(
            f"a customer with {len(ids)} identifiers stood in {len(held)} files; {report['proof']['files']} files were"
            f" searched by lakehouse4j, {files} here, and none holds the customer; delta-rs opens {len(before)} tables")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
