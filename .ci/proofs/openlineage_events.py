"""Reads the OpenLineage events of runs with the classes of the OpenLineage client, which are generated from its JSON schemas.

Every object must have the fields of its class and no others, every value the type of its field, every facet the version of
its schema that this client knows. A changed event must fail.

    openlineage_events.py LAUNCHER LAKE
"""

import copy
import importlib
import json
import pathlib
import pkgutil
import subprocess
import sys
import types
import typing
from enum import Enum

import attr
import openlineage.client.generated as generated
from dateutil import parser
from openlineage.client.generated import base

FACETS = {}
for module in pkgutil.iter_modules(generated.__path__):
    for value in vars(importlib.import_module(f"{generated.__name__}.{module.name}")).values():
        if isinstance(value, type) and issubclass(value, base.BaseFacet):
            FACETS[value.__name__] = value


class Wrong(Exception):
    """An event that is not as the schemas say."""


def parse(kind, value, where):
    """The value as an object of a type; an error says what is wrong and where."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        options = [option for option in typing.get_args(kind) if option is not type(None)]
        if value is None:
            raise Wrong(f"{where} is null; the schemas have no nulls")
        return parse(options[0], value, where)
    if origin is list:
        if not isinstance(value, list):
            raise Wrong(f"{where} is no array")
        return [parse(typing.get_args(kind)[0], each, f"{where}[{i}]") for i, each in enumerate(value)]
    if origin is dict:
        if not isinstance(value, dict):
            raise Wrong(f"{where} is no object")
        return {name: parse(typing.get_args(kind)[1], each, f"{where}.{name}") for name, each in value.items()}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if isinstance(kind, type) and attr.has(kind):
        return parse_object(kind, value, where)
    if kind is typing.Any:
        return value
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Wrong(f"{where} is {value!r}, and should be a {kind.__name__}")
    return value


def parse_object(kind, value, where):
    if not isinstance(value, dict):
        raise Wrong(f"{where} is no object")
    if issubclass(kind, base.BaseFacet):
        kind = facet(kind, value, where)
    # Some names are imported there for type checkers only.
    hints = typing.get_type_hints(kind, {**vars(typing), **vars(base), **vars(sys.modules[kind.__module__])})
    fields = {field.name: field for field in attr.fields(kind)}
    unknown = value.keys() - fields.keys()
    if unknown:
        raise Wrong(f"{where} ({kind.__name__}) has unknown fields {sorted(unknown)}")
    arguments = {}
    for name, field in fields.items():
        if name in value:
            parsed = parse(hints[name], value[name], f"{where}.{name}")
            if field.init:
                arguments[field.alias] = parsed
        elif field.default is attr.NOTHING or name in ("producer", "schemaURL", "_producer", "_schemaURL"):
            raise Wrong(f"{where} ({kind.__name__}) lacks {name}")
    try:
        made = kind(**arguments)
    except (TypeError, ValueError) as e:
        raise Wrong(f"{where}: {e}") from e
    for name in ("schemaURL", "_schemaURL"):
        if name in fields and value[name] != kind._get_schema():
            raise Wrong(f"{where} names the schema {value[name]}, this client knows {kind._get_schema()}")
    return made


def facet(kind, value, where):
    name = str(value.get("_schemaURL", "")).rpartition("/")[2]
    known = FACETS.get(name)
    if known is None or not issubclass(known, kind):
        raise Wrong(f"{where} is no {kind.__name__}: its schema is {value.get('_schemaURL')!r}")
    return known


def event(text):
    return parse(base.RunEvent, json.loads(text), "event")


def mutations(text):
    """Events that are wrong in one place each."""
    for change in (
        lambda e: e.pop("eventTime"),
        lambda e: e.update(eventTime="yesterday"),
        lambda e: e.update(eventType="DONE"),
        lambda e: e["run"].update(runId="7"),
        lambda e: e["job"].pop("name"),
        lambda e: e["job"].update(owner="x"),
        lambda e: e["outputs"][0]["facets"]["schema"]["fields"][0].pop("name"),
        lambda e: e["outputs"][0]["facets"]["schema"].pop("_producer"),
        lambda e: e["outputs"][0]["facets"]["version"].update(datasetVersion=7),
        lambda e: e["outputs"][0]["outputFacets"]["outputStatistics"].update(rowCount="7"),
        lambda e: e["outputs"][0]["facets"]["columnLineage"].pop("fields"),
        lambda e: e["outputs"][0]["facets"]["schema"].update(_schemaURL="https://openlineage.io/spec/facets/9-9-9/X.json"),
    ):
        changed = copy.deepcopy(json.loads(text))
        change(changed)
        yield json.dumps(changed)


def order(events):
    times = [parser.isoparse(each.eventTime) for each in events]
    assert times == sorted(times), "the events are not in the order of time"
    runs = {}
    for each in events:
        runs.setdefault(each.run.runId, []).append(each)
    for pair in runs.values():
        kinds = [each.eventType.value for each in pair]
        assert kinds in (["START", "COMPLETE"], ["START", "FAIL"]), kinds
        assert pair[0].job.name == pair[1].job.name
    return runs


def main(launcher, lake):
    lines = (pathlib.Path(lake) / "lineage/openlineage.ndjson").read_text(encoding="utf-8").splitlines()
    events = [event(line) for line in lines]
    runs = order(events)
    complete = [each for each in events if each.eventType.value == "COMPLETE"]
    columns = sum(
        len(entry.inputFields)
        for each in complete
        for output in each.outputs
        if "columnLineage" in output.facets
        for entry in output.facets["columnLineage"].fields.values()
    )
    facets = {name for each in complete for output in each.outputs for name in output.facets}
    assert len(complete) > 25 and columns > 500, (len(complete), columns)
    assert facets >= {"schema", "columnLineage", "dataSource", "version", "documentation"}, facets

    wrong = 0
    for changed in mutations(next(line for line in lines if '"COMPLETE"' in line and '"sql"' in line)):
        try:
            event(changed)
        except (Wrong, ValueError):
            wrong += 1
        else:
            raise AssertionError("a wrong event was taken: " + changed[:200])

    # The lake answers from the same lineage.
    recorded = subprocess.run(
        [launcher, "lineage", "--lake", lake, "gold.fact_orders", "--json"], check=True, capture_output=True, text=True
    )
    assert "silver.orders" in recorded.stdout
    print(f"{len(events)} events of {len(runs)} steps, {columns} edges between columns; {wrong} wrong events were refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
