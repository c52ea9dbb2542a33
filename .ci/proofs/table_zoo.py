"""Small Delta tables that Spark and delta-rs write, one for each thing that the protocol allows. See foreign_tables.py."""

import base64
import datetime
import decimal
import json
import os
import pathlib
import shutil
import struct
import uuid

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake

Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

SPECIAL = "a b/c\\\\d=e:f%20g?h#i[j]{k}*l\"m''n;o&p+q,r.s~t^u`v|w<x>y@z ção 日本 \U0001f600"

EVERY_TYPE = """
    flag boolean, tiny tinyint, small smallint, number int, big bigint, real float, ratio double,
    price decimal(9,2), amount decimal(18,4), huge decimal(38,10), text string, bytes binary, day date,
    moment timestamp, wall timestamp_ntz, place struct<street: string, point: struct<x: int, y: double>>,
    tags array<string>, points array<struct<x: int, at: timestamp>>, scores map<string, int>,
    nested map<int, array<struct<a: map<string, date>, b: decimal(20,3)>>>
"""

EVERY_VALUE = """
    select true, cast(-128 as tinyint), cast(-32768 as smallint), -2147483648, -9223372036854775808,
        cast('NaN' as float), cast('-Infinity' as double), -9999999.99, -99999999999999.9999,
        cast('-9999999999999999999999999999.9999999999' as decimal(38,10)), '', X'', date'0001-01-01',
        timestamp'1969-12-31 23:59:59.999999', timestamp_ntz'0001-01-01 00:00:00.000001',
        named_struct('street', null, 'point', named_struct('x', 1, 'y', cast('NaN' as double))), array(),
        array(named_struct('x', 1, 'at', timestamp'2020-02-29 12:00:00.123456'), null), map(),
        map(1, array(named_struct('a', map('k', date'2020-01-01'), 'b', 1.5)), 2, null)
    union all
    select false, 127, 32767, 2147483647, 9223372036854775807, cast('Infinity' as float), cast(-0.0 as double),
        9999999.99, 99999999999999.9999, cast('9999999999999999999999999999.9999999999' as decimal(38,10)),
        'ção 日本 \U0001f600 ''quoted'' "double" \\\\ back', X'00ff80', date'9999-12-31', timestamp'9999-12-31 23:59:59.999999',
        timestamp_ntz'9999-12-31 23:59:59.999999', named_struct('street', 's', 'point', null), array('a', null, ''),
        array(), map('a', 1, 'b', null), map()
    union all
    select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null
    union all
    select true, 0, 0, 0, 0, cast(0.1 as float), 0.1, 0.01, 0.0001, 0.0000000001, 'plain', X'61', date'1582-10-15',
        timestamp'1970-01-01 00:00:00', timestamp_ntz'2024-02-29 23:59:59.5',
        named_struct('street', 'x', 'point', named_struct('x', null, 'y', null)), null, null, null, null
"""


class Zoo:
    """Writes tables below a folder and remembers, for each, what it is to show."""

    def __init__(self, spark, folder):
        self.spark = spark
        self.folder = pathlib.Path(folder)
        self.readable = []
        self.refused = {}

    def path(self, name):
        return str(self.folder / name)

    def sql(self, name, *statements):
        for statement in statements:
            self.spark.sql(statement.replace("{t}", f"delta.`{self.path(name)}`"))

    def create(self, name, columns, properties="", clause="", *statements):
        listed = f"tblproperties ({properties})" if properties else ""
        self.sql(name, f"create table {{t}} ({columns}) using delta {clause} {listed}", *statements)
        self.readable.append(name)

    def write(self, only=()):
        """Writes all tables, or those of the given groups."""
        for name in sorted(dir(self)):
            if name.startswith("make_") and (not only or name.removeprefix("make_") in only):
                getattr(self, name)()

    # ---- types ---------------------------------------------------------------------------------------------------------

    def make_types(self):
        self.create("every_type", EVERY_TYPE, "", "", f"insert into {{t}} {EVERY_VALUE}", f"insert into {{t}} {EVERY_VALUE}")
        self.spark.conf.set("spark.sql.parquet.outputTimestampType", "INT96")
        self.create("int96", "id int, moment timestamp, list array<timestamp>", "", "",
                    "insert into {t} values (1, timestamp'2020-02-29 12:00:00.123456', array(timestamp'1999-12-31 23:59:59.999999')),"
                    " (2, null, null), (3, timestamp'1900-01-01 00:00:00', array())")
        self.spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        self.sql("int96", "insert into {t} values (4, timestamp'2021-02-28 12:00:00.123456', array(null, timestamp'2020-01-01 00:00:00'))")
        self.spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MILLIS")
        self.sql("int96", "insert into {t} values (5, timestamp'2021-02-28 12:00:00.123', array(timestamp'2020-01-01 00:00:00.5'))")
        self.spark.conf.unset("spark.sql.parquet.outputTimestampType")
        self.create("legacy_lists", "id int, tags array<int>, items array<struct<a: int>>, price decimal(9,2)")
        self.spark.conf.set("spark.sql.parquet.writeLegacyFormat", "true")
        self.sql("legacy_lists", "insert into {t} values (1, array(1, 2), array(named_struct('a', 5)), 1.25)")
        self.spark.conf.unset("spark.sql.parquet.writeLegacyFormat")
        self.sql("legacy_lists", "insert into {t} values (2, array(3, null), array(named_struct('a', null)), -1.25)")
        self.create("char_varchar", "id int, code char(5), name varchar(8)", "", "", "insert into {t} values (1, 'ab', 'cd'), (2, null, null)")

    def make_empty(self):
        self.create("empty", EVERY_TYPE)
        self.create("emptied", "id int", "", "", "insert into {t} values (1)", "delete from {t}")

    # ---- partitions ----------------------------------------------------------------------------------------------------

    def make_partitions(self):
        self.create("by_text", "id int, part string", "", "partitioned by (part)",
                    f"insert into {{t}} values (1, 'plain'), (2, '{SPECIAL}'), (3, null), (4, ''), (5, ' '), (6, '__HIVE_DEFAULT_PARTITION__x')",
                    "insert into {t} values (7, 'plain'), (8, '%2F'), (9, '..'), (10, 'a/b')", "delete from {t} where part = 'plain' and id = 1")
        self.create("by_every_type",
                    "id int, flag boolean, tiny tinyint, small smallint, number int, big bigint, real float, ratio double, price decimal(9,2),"
                    " huge decimal(38,10), bytes binary, day date, moment timestamp, wall timestamp_ntz", "",
                    "partitioned by (flag, tiny, small, number, big, real, ratio, price, huge, bytes, day, moment, wall)",
                    "insert into {t} values (1, true, 1, 2, 3, 4, 0.1, 1e-10, 5.50, 123456789.123, X'6162', date'2020-02-29',"
                    " timestamp'2020-02-29 12:34:56.789012', timestamp_ntz'2020-02-29 12:34:56.789012'),"
                    " (2, null, null, null, null, null, null, null, null, null, null, null, null, null),"
                    " (3, false, -128, -32768, -5, -9223372036854775808, cast('Infinity' as float), 12345678.5, -5.50, -0.0000000001,"
                    " X'7a', date'1969-12-31', timestamp'1969-12-31 23:59:59', timestamp_ntz'1969-12-31 00:00:00')")
        self.create("by_two", "id int, first string, value double, second int", "", "partitioned by (second, first)",
                    "insert into {t} select id, 'f' || (id % 3), id / 3, id % 4 from range(40)", "insert into {t} values (99, 'f9', 1, 9)",
                    "update {t} set value = -1 where second = 2", "optimize {t}")

    # ---- column mapping ------------------------------------------------------------------------------------------------

    def mapped(self, name, mode, clause=""):
        self.create(name, "id int, `odd name,;{}()=` string, place struct<street: string, point: struct<x: int, y: int>>,"
                    " items array<struct<a: int, b: string>>, notes map<string, struct<t: string, n: int>>, old int, part string",
                    f"'delta.columnMapping.mode' = '{mode}'", clause,
                    "insert into {t} values (1, 'a', named_struct('street', 's1', 'point', named_struct('x', 1, 'y', 2)),"
                    " array(named_struct('a', 1, 'b', 'b1'), null), map('k', named_struct('t', 't1', 'n', 1)), 7, 'p1'),"
                    " (2, null, null, null, null, null, 'p2')",
                    "alter table {t} rename column `odd name,;{}()=` to `another, name`",
                    "alter table {t} rename column place.point.x to across",
                    "alter table {t} rename column items.element.b to bb",
                    "alter table {t} rename column notes.value.t to text",
                    "insert into {t} values (3, 'c', named_struct('street', 's3', 'point', named_struct('across', 3, 'y', 3)),"
                    " array(named_struct('a', 3, 'bb', 'b3')), map('k', named_struct('text', 't3', 'n', 3)), 8, 'p1')",
                    "alter table {t} drop column old", "alter table {t} drop column place.point.y",
                    "alter table {t} add column old string", "alter table {t} add column place.point.y string",
                    "alter table {t} add column items.element.c date",
                    "insert into {t} values (4, 'd', named_struct('street', 's4', 'point', named_struct('across', 4, 'y', 'new')),"
                    " array(named_struct('a', 4, 'bb', 'b4', 'c', date'2020-01-01')), map(), 'p3', 'again')"
                    if not clause else
                    "insert into {t} (id, `another, name`, old, part) values (4, 'd', 'again', 'p3')",
                    "alter table {t} rename column part to slice", "delete from {t} where id = 2")

    def make_mapping(self):
        self.mapped("mapped_by_name", "name")
        self.mapped("mapped_by_id", "id")
        self.mapped("mapped_and_partitioned", "name", "partitioned by (part)")
        self.create("mapped_later", "id int, Name string, s struct<a: int>", "", "",
                    "insert into {t} values (1, 'x', named_struct('a', 1))",
                    "alter table {t} set tblproperties ('delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5', 'delta.columnMapping.mode' = 'name')",
                    "alter table {t} rename column Name to title", "alter table {t} add column name int",
                    "insert into {t} values (2, named_struct('a', 2), 'y', 5)" if False else "insert into {t} (id, title, name, s) values (2, 'y', 5, named_struct('a', 2))",
                    "alter table {t} drop column id", "alter table {t} rename column title to id")

    # ---- deletion vectors ----------------------------------------------------------------------------------------------

    def make_deletions(self):
        on = "'delta.enableDeletionVectors' = 'true'"
        self.create("deleted_rows", "id bigint, text string", on, "", "insert into {t} select /*+ coalesce(1) */ id, 't' || id from range(20000)",
                    "delete from {t} where id % 7 = 0", "delete from {t} where id between 100 and 15000",
                    "update {t} set text = 'changed' where id = 15001", "insert into {t} values (-1, 'late')",
                    "merge into {t} t using (select -1L as id union all select 1L union all select 99999L) s on t.id = s.id"
                    " when matched then delete when not matched then insert (id, text) values (s.id, 'merged')")
        self.create("deleted_in_partitions", "id bigint, part int", on, "partitioned by (part)",
                    "insert into {t} select /*+ coalesce(1) */ id, cast(id % 5 as int) from range(1000)", "delete from {t} where id % 3 = 1",
                    "delete from {t} where part = 4", "insert into {t} select id, cast(id % 5 as int) from range(1000, 1010)")
        self.create("deleted_and_mapped", "id bigint, s struct<a: int, b: int>", on + ", 'delta.columnMapping.mode' = 'id'", "",
                    "insert into {t} select /*+ coalesce(1) */ id, named_struct('a', cast(id as int), 'b', 0) from range(100)",
                    "alter table {t} rename column s.a to c", "delete from {t} where s.c > 90", "insert into {t} values (200, named_struct('c', 1, 'b', 2))",
                    "delete from {t} where id = 5")
        self.sql("deleted_rows", "delete from {t} where id = 3")
        shutil.copytree(self.path("deleted_rows"), self.path("purged_rows"))
        self.readable.append("purged_rows")
        self.sql("purged_rows", "reorg table {t} apply (purge)")
        self.create("deleted_inline", "id bigint", on, "", "insert into {t} select /*+ coalesce(1) */ id from range(50)", "delete from {t} where id in (3, 5, 40)")
        self.into_log("deleted_inline")

    def into_log(self, name):
        """Moves the bitmap of a deletion vector from its file into the log, as the protocol allows and Spark does not write."""
        entry = sorted((self.folder / name / "_delta_log").glob("*.json"))[-1]
        lines = []
        for line in entry.read_text().splitlines():
            action = json.loads(line)
            vector = action.get("add", {}).get("deletionVector")
            if vector:
                (file,) = (self.folder / name).glob("**/deletion_vector_*.bin")
                start = vector.pop("offset") + 4
                data = file.read_bytes()[start : start + vector["sizeInBytes"]]
                vector["storageType"] = "i"
                vector["pathOrInlineDv"] = z85(data)
                file.unlink()
            lines.append(json.dumps(action))
        entry.write_text("\n".join(lines) + "\n")
        entry.with_name("." + entry.name + ".crc").unlink(missing_ok=True)
        for checksum in entry.parent.glob("*.crc"):
            checksum.unlink()

    # ---- checkpoints ---------------------------------------------------------------------------------------------------

    def checkpointed(self, name, properties, settings, after=""):
        for key, value in settings.items():
            self.spark.conf.set(key, value)
        listed = "'delta.checkpointInterval' = '4'" + (", " + properties if properties else "")
        self.create(name, "id int, text string, part int", listed, "partitioned by (part)")
        for i in range(1, 7):
            self.sql(name, f"insert into {{t}} values ({i}, 't{i}', {i % 2})")
        self.sql(name, "delete from {t} where id = 2")
        for key in settings:
            self.spark.conf.unset(key)
        log = self.folder / name / "_delta_log"
        if not list(log.glob("*.checkpoint*")):
            raise SystemExit(f"{name}: Spark wrote no checkpoint")
        for version in range(4):  # What a reader finds only in the checkpoint.
            (log / f"{version:020d}.json").unlink()

    def make_checkpoints(self):
        self.checkpointed("checkpoint_classic", "", {})
        self.checkpointed("checkpoint_parts", "", {"spark.databricks.delta.checkpoint.partSize": "2"})
        parts = list((self.folder / "checkpoint_parts" / "_delta_log").glob("*.checkpoint.0*"))
        if len(parts) < 2:
            raise SystemExit(f"checkpoint_parts: not in many parts: {parts}")
        self.checkpointed("checkpoint_v2_parquet", "'delta.checkpointPolicy' = 'v2'",
                          {"spark.databricks.delta.checkpointV2.topLevelFileFormat": "parquet", "spark.databricks.delta.checkpoint.partSize": "2"})
        self.checkpointed("checkpoint_v2_json", "'delta.checkpointPolicy' = 'v2'",
                          {"spark.databricks.delta.checkpointV2.topLevelFileFormat": "json", "spark.databricks.delta.checkpoint.partSize": "2"})
        if not list((self.folder / "checkpoint_v2_json" / "_delta_log" / "_sidecars").glob("*.parquet")):
            raise SystemExit("checkpoint_v2_json: no sidecars")
        self.checkpointed("checkpoint_struct_statistics",
                          "'delta.checkpoint.writeStatsAsJson' = 'false', 'delta.checkpoint.writeStatsAsStruct' = 'true'", {})

    # ---- schemas that change -------------------------------------------------------------------------------------------

    def make_widening(self):
        self.create("widened", "id int, tiny tinyint, small smallint, number int, real float, price decimal(9,2), day date, whole int, cents int,"
                    " s struct<a: smallint, b: string>, list array<int>, notes map<tinyint, float>",
                    "'delta.enableTypeWidening' = 'true', 'delta.feature.timestampNtz' = 'supported'", "",
                    "insert into {t} values (1, 1, 2, 3, cast(0.1 as float), 1.25, date'2020-02-29', 4, 5, named_struct('a', 6, 'b', 'x'), array(7, null), map(8, cast(0.1 as float))),"
                    " (2, null, null, null, null, null, null, null, null, null, null, null)",
                    "alter table {t} alter column tiny type smallint", "alter table {t} alter column small type int",
                    "insert into {t} values (3, 300, 70000, 3, cast(0.2 as float), 1.25, date'2020-03-01', 4, 5, named_struct('a', 6, 'b', 'x'), array(7), map(8, cast(0.1 as float)))",
                    "alter table {t} alter column tiny type bigint", "alter table {t} alter column number type bigint",
                    "alter table {t} alter column real type double", "alter table {t} alter column price type decimal(20,4)",
                    "alter table {t} alter column day type timestamp_ntz", "alter table {t} alter column whole type double",
                    "alter table {t} alter column cents type decimal(15,2)", "alter table {t} alter column s.a type bigint",
                    "alter table {t} alter column list.element type bigint", "alter table {t} alter column notes.key type int",
                    "alter table {t} alter column notes.value type double",
                    "insert into {t} values (4, 9e17, 70000, 9e17, 0.1, 123456789.1234, timestamp_ntz'2020-03-01 01:02:03', 0.5, 0.25, named_struct('a', 9000000000, 'b', 'y'), array(9000000000), map(300, 0.1))")
        self.create("widened_partitions", "id int, part int", "'delta.enableTypeWidening' = 'true'", "partitioned by (part)",
                    "insert into {t} values (1, 1), (2, null)", "alter table {t} alter column part type bigint", "insert into {t} values (3, 9000000000)")

    def make_evolution(self):
        self.create("evolved", "id int, s struct<a: int>, list array<struct<a: int>>, m map<string, struct<a: int>>", "", "",
                    "insert into {t} values (1, named_struct('a', 1), array(named_struct('a', 1)), map('k', named_struct('a', 1)))",
                    "alter table {t} add columns (more string after id, s.b string first, list.element.b date, m.value.b decimal(5,1))",
                    "insert into {t} values (2, 'm', named_struct('b', 'b', 'a', 2), array(named_struct('a', 2, 'b', date'2020-01-01'), null), map('k', named_struct('a', 2, 'b', 1.5))),"
                    " (3, null, null, null, null)")
        self.create("replaced", "id int, value int", "", "", "insert into {t} values (1, 1)")
        self.spark.sql("select 'now text' as id, map('k', 1.5) as value, true as third").write.format("delta").mode("overwrite").option(
            "overwriteSchema", "true").save(self.path("replaced"))
        self.sql("replaced", "restore table {t} to version as of 1", "insert into {t} values (2, 2)")
        self.spark.sql("select 3 as ID, 3 as Value").write.format("delta").mode("append").save(self.path("replaced"))

    # ---- features of writers -------------------------------------------------------------------------------------------

    def make_features(self):
        self.create("defaults", "id int, n int default 42, s string default 'x'", "'delta.feature.allowColumnDefaults' = 'supported'", "",
                    "insert into {t} (id) values (1)", "insert into {t} values (2, null, default)")
        self.create("generated", "id int, moment timestamp, day date generated always as (cast(moment as date))", "", "partitioned by (day)",
                    "insert into {t} (id, moment) values (1, timestamp'2020-02-29 12:00:00'), (2, null)")
        self.create("identity_column", "id bigint generated always as identity (start with 10 increment by 5), text string", "", "",
                    "insert into {t} (text) values ('a'), ('b')", "insert into {t} (text) values ('c')")
        self.create("clustered", "id int, text string, day date", "", "cluster by (text, day)",
                    "insert into {t} select id, 't' || (id % 5), date'2020-01-01' + cast(id % 9 as int) from range(300)", "optimize {t}",
                    "insert into {t} values (1000, 'late', null)")
        self.create("row_tracking", "id int, text string", "'delta.enableRowTracking' = 'true', 'delta.enableDeletionVectors' = 'true'", "",
                    "insert into {t} select /*+ coalesce(1) */ id, 't' || id from range(30)", "update {t} set text = 'u' where id % 4 = 0",
                    "delete from {t} where id = 7", "optimize {t}")
        self.create("in_commit_timestamps", "id int", "", "", "insert into {t} values (1)",
                    "alter table {t} set tblproperties ('delta.enableInCommitTimestamps' = 'true')", "insert into {t} values (2)", "insert into {t} values (3)")
        self.create("vacuum_protocol_check", "id int", "'delta.feature.vacuumProtocolCheck' = 'supported'", "", "insert into {t} values (1)")
        self.create("change_data_feed", "id int, text string", "'delta.enableChangeDataFeed' = 'true'", "",
                    "insert into {t} values (1, 'a'), (2, 'b'), (3, 'c')", "update {t} set text = 'u' where id = 2", "delete from {t} where id = 3")
        self.create("append_only", "id int", "'delta.appendOnly' = 'true'", "", "insert into {t} values (1)")
        self.create("checked", "id int not null, n int", "", "", "alter table {t} add constraint positive check (n > 0)", "insert into {t} values (1, 1)")
        self.create("everything", "id bigint, s struct<a: int>, part string, day date",
                    "'delta.columnMapping.mode' = 'name', 'delta.enableDeletionVectors' = 'true', 'delta.enableTypeWidening' = 'true',"
                    " 'delta.enableRowTracking' = 'true', 'delta.enableInCommitTimestamps' = 'true', 'delta.checkpointPolicy' = 'v2', 'delta.feature.timestampNtz' = 'supported',"
                    " 'delta.checkpointInterval' = '3', 'delta.enableChangeDataFeed' = 'true'", "partitioned by (part)",
                    "insert into {t} select /*+ coalesce(1) */ id, named_struct('a', cast(id as int)), 'p/' || (id % 3), date'2020-01-01' from range(100)",
                    "delete from {t} where id % 10 = 1", "alter table {t} rename column s.a to b", "alter table {t} alter column s.b type bigint",
                    "alter table {t} alter column day type timestamp_ntz", "insert into {t} values (1000, named_struct('b', 9000000000), null, timestamp_ntz'2020-01-01 10:00:00')",
                    "update {t} set part = 'moved' where id = 50", "alter table {t} rename column part to `slice of`", "delete from {t} where s.b = 99")

    def make_places(self):
        """Files elsewhere, and a folder of Parquet files that became a table."""
        self.create("original", "id int, text string", "", "", "insert into {t} values (1, 'a'), (2, 'b')")
        self.sql("clone of shallow", f"create table {{t}} shallow clone delta.`{self.path('original')}`", "insert into {t} values (3, 'c')")
        os.rename(self.path("clone of shallow"), self.path("shallow_clone"))
        self.readable.append("shallow_clone")
        folder = self.path("converted")
        self.spark.sql("select cast(id as int) as id, cast(id % 2 as int) as part, 'x y/' || id as text from range(10)").write.partitionBy(
            "part", "text").parquet(folder)
        self.spark.sql(f"convert to delta parquet.`{folder}` partitioned by (part int, text string)")
        self.readable.append("converted")

    def make_names(self):
        self.create("odd_names", "id int, filename string, file_row_number int, file_index int, lakehouse4j string, `select` int, UPPER int", "", "",
                    "insert into {t} values (1, 'f', 7, 8, 'l', 9, 10)", "insert into {t} values (2, 'g', null, null, null, null, null)")

    # ---- delta-rs ------------------------------------------------------------------------------------------------------

    def make_delta_rs(self):
        rows = pa.table({
            "id": pa.array([1, 2, 3], pa.int64()),
            "tiny": pa.array([1, None, -128], pa.int8()),
            "small": pa.array([1, None, -32768], pa.int16()),
            "number": pa.array([1, None, -5], pa.int32()),
            "real": pa.array([0.1, None, float("nan")], pa.float32()),
            "ratio": pa.array([0.1, None, float("inf")], pa.float64()),
            "price": pa.array([decimal.Decimal("1.25"), None, decimal.Decimal("-9.99")], pa.decimal128(9, 2)),
            "text": pa.array(["a", None, ""], pa.string()),
            "bytes": pa.array([b"\x00\xff", None, b""], pa.binary()),
            "flag": pa.array([True, None, False], pa.bool_()),
            "day": pa.array([datetime.date(2020, 2, 29), None, datetime.date(1, 1, 1)], pa.date32()),
            "moment": pa.array([datetime.datetime(2020, 2, 29, 12, 0, 0, 123456), None, datetime.datetime(1969, 1, 1)], pa.timestamp("us", "UTC")),
            "wall": pa.array([datetime.datetime(2020, 2, 29, 12, 0, 0, 123456), None, datetime.datetime(1969, 1, 1)], pa.timestamp("us")),
            "s": pa.array([{"a": 1, "b": ["x"]}, None, {"a": None, "b": []}], pa.struct([("a", pa.int32()), ("b", pa.list_(pa.string()))])),
            "m": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64())),
        })
        path = self.path("rs_every_type")
        write_deltalake(path, rows)
        write_deltalake(path, rows.slice(0, 1), mode="append")
        DeltaTable(path).delete("id = 2")
        write_deltalake(path, rows.append_column("more", pa.array(["m", None, "n"])), mode="append", schema_mode="merge")
        DeltaTable(path).create_checkpoint()
        self.readable.append("rs_every_type")
        path = self.path("rs_partitions")
        parts = pa.table({
            "id": pa.array(range(6), pa.int64()),
            "part": ["plain", SPECIAL.replace("''", "'").replace("\\\\", "\\"), None, "a/b", "%41", "ü=ö"],
            "day": pa.array([datetime.date(2020, 1, i + 1) for i in range(5)] + [None], pa.date32()),
            "moment": pa.array([datetime.datetime(2020, 1, 1, i, 2, 3, i) for i in range(5)] + [None], pa.timestamp("us", "UTC")),
        })
        write_deltalake(path, parts, partition_by=["part", "day", "moment"])
        write_deltalake(path, parts.slice(3), mode="append")
        DeltaTable(path).optimize.compact()
        self.readable.append("rs_partitions")

    # ---- what is to be refused -----------------------------------------------------------------------------------------

    def refuse(self, name, feature, columns, properties="", *statements):
        self.create(name, columns, properties, "", *statements)
        self.readable.remove(name)
        self.refused[name] = feature

    def make_refused(self):
        self.refuse("variants", "variantType", "id int, v variant", "", "insert into {t} select 1, parse_json('{\"a\": 1}')")
        for name, features in (("flying", ["flyingCarpets"]), ("catalog_managed", ["catalogManaged", "inCommitTimestamp"])):
            self.refuse(name, features[0], "id int", "", "insert into {t} values (1)")
            log = self.folder / name / "_delta_log"
            first = log / f"{0:020d}.json"
            readers = [f for f in features if f != "inCommitTimestamp"]
            protocol = {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": readers, "writerFeatures": features}}
            lines = [line for line in first.read_text().splitlines() if "\"protocol\"" not in line]
            first.write_text("\n".join(lines + [json.dumps(protocol)]) + "\n")
            for checksum in list(log.glob("*.crc")) + list(log.glob(".*.crc")):
                checksum.unlink(missing_ok=True)


def z85(data):
    padded = data + b"\0" * (-len(data) % 4)
    text = []
    for (word,) in struct.iter_unpack(">I", padded):
        digits = []
        for _ in range(5):
            word, digit = divmod(word, 85)
            digits.append(Z85[digit])
        text.extend(reversed(digits))
    return "".join(text)
