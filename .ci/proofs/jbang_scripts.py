#!/usr/bin/env python3
"""The JBang scripts of examples/jbang do what their help says.

usage: jbang_scripts.py ROOT REPOSITORY WORK

ROOT is the working tree, REPOSITORY a local Maven repository that the modules were installed into (install.sh), WORK a
folder for JBang's cache and for what the scripts write.
"""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys

root, repository, work = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
work.mkdir(parents=True, exist_ok=True)
environment = os.environ | {
    "JBANG_DIR": str(work / "jbang"),
    "JBANG_REPO": str(repository),
    "OMP_WAIT_POLICY": "passive",
}
SCRIPTS = root / "examples" / "jbang"


def jbang(*arguments, text=None, cwd=work, expected=0):
    """Runs JBang quietly; gives what the script wrote to standard output and error."""
    done = subprocess.run(
        [str(root / "tools" / "jbang"), "--quiet", *map(str, arguments)],
        cwd=cwd, env=environment, input=text or "", text=True, encoding="utf-8", capture_output=True, timeout=600,
    )
    said = f"jbang {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == expected, f"exit code {done.returncode}, expected {expected}: {said}"
    assert "\tat " not in done.stderr, f"a stack trace: {said}"
    return done.stdout, done.stderr


def has(text, *parts):
    for part in parts:
        assert part in text, f"'{part}' is not in:\n{text}"


def catalog():
    """Every script stands in the catalog, every alias runs and explains itself."""
    aliases = json.loads((root / "jbang-catalog.json").read_text())["aliases"]
    assert {alias["script-ref"] for alias in aliases.values()} == {
        f"examples/jbang/{file.name}" for file in SCRIPTS.glob("*.java")
    }
    for name, alias in aliases.items():
        first = (root / alias["script-ref"]).read_text().split("//DESCRIPTION ")[1].splitlines()[0]
        assert alias["description"] == first, f"{name}: catalog and script describe it differently"
        out, _ = jbang("run", name, "--help", cwd=root)
        has(out, "Usage: " + pathlib.Path(alias["script-ref"]).stem)


def segments():
    out, err = jbang("run", SCRIPTS / "segments.java")
    has(out, "500 customers as of 2024-12-30", "champions", "(11 rows)")
    has(err, "made-up purchases")

    file = work / "verkauf.csv"
    lines = ["Kunde;Kaufdatum;Betrag;Filiale"]
    for day in range(1, 29):
        lines.append(f"anna;{day:02}.03.2024;1.000,50;Ulm")
        lines.append(f"bernd {day};{day:02}.02.2024;{day},25;Ulm")
    lines += ["clara;demnächst;5,00;Ulm", ";01.03.2024;5,00;Ulm", "dora;01.03.2024;viel;Ulm"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, _ = jbang(
        "run", SCRIPTS / "segments.java", file, "--delimiter", ";", "--customer", "kunde", "--date", "Kaufdatum",
        "--amount", "Betrag", "--date-format", "%d.%m.%Y", "--decimal-comma", "--as-of", "2024-04-01",
        "--csv", work / "customers.csv", "--html", work / "segments.html",
    )
    has(out, "29 customers as of 2024-04-01", "28,014.00", "Note: 3 lines have no customer")
    with (work / "customers.csv").open(encoding="utf-8", newline="") as opened:
        customers = {row["customer_unique_id"]: row for row in csv.DictReader(opened)}
    assert len(customers) == 29
    anna = customers["anna"]
    assert (anna["frequency"], anna["monetary"], anna["recency_days"]) == ("28", "28014.00", "4"), anna
    has((work / "segments.html").read_text(encoding="utf-8"), "<svg ", "<table ", "share of revenue")

    _, err = jbang("run", SCRIPTS / "segments.java", file, "--delimiter", ";", "--customer", "Kunden", expected=1)
    has(err, 'Cannot find the column "Kunden"', "Did you mean Kunde?")
    _, err = jbang("run", SCRIPTS / "segments.java", work / "missing.csv", expected=1)
    has(err, "missing.csv")


def sentiment():
    texts = ["Adorei, recomendo", "Péssimo, veio quebrado", ""]
    file = work / "texts.txt"
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    out, err = jbang("run", SCRIPTS / "sentiment.java", file, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["text"] for row in rows] == texts
    assert [row["label"] for row in rows] == ["positive", "negative", "neutral"], rows
    assert float(rows[0]["score"]) > 0 > float(rows[1]["score"])
    has(err, "3 texts: 1 negative, 1 neutral, 1 positive")
    out, _ = jbang("run", SCRIPTS / "sentiment.java", "--format", "json", text="Não gostei, péssimo\n")
    assert json.loads(out)[0]["label"] == "negative", out
    out, _ = jbang("run", SCRIPTS / "sentiment.java", "-", text="Adorei!\n")
    has(out, "label", "positive", "Adorei!")
    _, err = jbang("run", SCRIPTS / "sentiment.java", "nowhere.txt", expected=1)
    has(err, "Cannot read nowhere.txt")
    jbang("run", SCRIPTS / "sentiment.java", "--format", "xml", expected=2)


def lakehouse():
    out, err = jbang("run", SCRIPTS / "lakehouse.java")
    has(out, "7 rows ingested, 2 rows quarantined", "Harbour", "12.50", "has_taken_time", "not_all_day")
    has(err, "Wrote sample files")
    out, _ = jbang("run", SCRIPTS / "lakehouse.java", "--sql", "select count(*) as n from silver.rides where minutes > 20")
    has(out, "0 rows ingested", "3\n")
    _, err = jbang("run", SCRIPTS / "lakehouse.java", "--sql", "select * from gold.station", expected=1)
    has(err, "Did you mean gold.stations")
    assert (work / "rides-lake" / "gold" / "stations" / "_delta_log").is_dir()


def report():
    out, err = jbang("run", SCRIPTS / "report.java", "--scale", "0.02", "--out", work / "report.html")
    has(out, "gold.delivery_predictions", "gold.review_sentiment", "Recommendations", "report.html")
    has(err, "writing sample data")
    has((work / "report.html").read_text(encoding="utf-8"), "<canvas ", "default-src", "</html>")
    _, err = jbang("run", SCRIPTS / "report.java", "--source", work / "jbang", expected=1)
    has(err, "there is no olist_orders_dataset.csv in it")


def jshell():
    """The class path that JBang resolves serves JShell; it reads the lake of the script."""
    class_path, _ = jbang("info", "classpath", SCRIPTS / "lakehouse.java")
    session = """
import dev.lakehouse4j.core.*
import dev.lakehouse4j.notebook.*
var lake = Lakehouse.open(java.nio.file.Path.of("rides-lake"))
System.out.println(ResultTable.of(lake, "select station, rides from gold.stations order by rides desc limit 1"))
lake.close()
/exit
"""
    done = subprocess.run(
        ["jshell", "--class-path", class_path.strip(), "-R--add-opens=java.base/java.nio=ALL-UNNAMED", "-"],
        cwd=work, input=session, text=True, capture_output=True, timeout=300,
    )
    has(done.stdout + done.stderr, "Harbour      3", "(1 row)")


for check in (catalog, segments, sentiment, lakehouse, report, jshell):
    check()
    print(f"{check.__name__}: as it should be", flush=True)
