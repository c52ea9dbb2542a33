#!/usr/bin/env python3
"""Runs the commands that the documentation shows, from top to bottom of each page, beside a lake of sample data.

    .ci/proofs/doc_commands.py LAUNCHER LAKE SAMPLE

LAUNCHER is ./lakehouse, LAKE a finished lake of the files in SAMPLE; both folders are copied, never written. A command of an
`sh` or `bash` block must end with exit code 0, unless LEFT_OUT says why it is not run; an entry there that no page needs any more is
an error. What `./lakehouse …` in running text and in tables names must be a command that there is.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Beginning of the command -> why it is not run here.
LEFT_OUT = {
    "./lakehouse run   #": "the two commands of the first page: .ci/run does both before this proof",
    "mvn verify": "the same",
    "mvn -Pspark -pl lakehouse-spark": "minutes, over data that does not lie here; .ci/run compares sample data on both engines",
    "mvn install": "published.py and applications.py look at what it installs",
    "export LAKEHOUSE_LLM": "needs a language model; language_model.py runs one",
    './lakehouse sql "select comment, ai_classify': "the same",
    './lakehouse sql "select ai_gen': "the same",
    "./lakehouse ask --lake lake --llm-url": "the same",
    "./lakehouse summary --lake lake --llm-url": "the same",
    "export LAKEHOUSE_UNITY_TOKEN": "needs a Unity Catalog server; PublishCommandTest has a stand-in",
    "./lakehouse publish unity": "the same",
    "pip install mlflow": "mlflow_tracking.py installs it, starts its server and opens what a run left",
    "MLFLOW_ALLOW_FILE_STORE=true mlflow server": "the same",
    "mlflow migrate-filestore": "the same",
    "mlflow server": "the same",
    "spark-submit --master": "needs a cluster; spark_cluster.py starts one and submits to it",
    "lakehouse-benchmarks/bench": "minutes to hours, and means something on a quiet machine only",
    "tools/sentiment-teacher/rebuild": "an hour",
    ".ci/proofs/new_user.sh": "downloads everything that Maven needs",
    "jbang ": "jbang_scripts.py and notebook.py run the scripts and the kernel",
    "./lakehouse train sentiment": "minutes; SentimentTrainerTest trains a small one",
    "./lakehouse evaluate sentiment": "needs what the command after it trains; SentimentCommandTest evaluates a small one",
}

# What stands for ORDER_ID and CUSTOMER_ID: an order with an item, and one of its customer's names.
AN_ORDER = "select order_id from gold.delivery_predictions order by probability desc limit 1"
A_CUSTOMER = "select customer_unique_id from gold.dim_customers where customer_unique_id is not null order by 1 desc limit 1"

# The user that pages let act.
A_USER = ["CREATE USER ana", "GRANT USE, SELECT ON CATALOG TO USER ana"]


def blocks(page):
    return re.findall(r"^```(?:sh|bash)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)


def commands(page):
    for block in blocks(page):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            if line.strip() and not line.startswith("#"):
                yield line.strip()


def pages():
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def named_in_text(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.findall(r"\./lakehouse ([a-z]+)", text)


def prepare(folder, launcher, lake, sample):
    (folder / "lakehouse").symlink_to(launcher.resolve())
    shutil.copytree(lake, folder / "lake")
    shutil.copytree(sample, folder / "olist")
    (folder / "comments.txt").write_text("Chegou antes do prazo\nVeio quebrado\n", encoding="utf-8")


def run(folder, command):
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600)


def main(launcher, lake, sample):
    left_out = {}
    failures = []
    count = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        prepare(folder, launcher, lake, sample)
        order = run(folder, f'./lakehouse sql --csv "{AN_ORDER}"').stdout.split()[-1]
        customer = run(folder, f'./lakehouse sql --csv "{A_CUSTOMER}"').stdout.split()[-1]
        for statement in A_USER:
            made = run(folder, f'./lakehouse sql "{statement}"')
            assert made.returncode == 0, made.stderr
        known = set(re.findall(r"^  ([a-z]+)", run(folder, "./lakehouse --help").stdout, re.M))
        for page in pages():
            name = page.relative_to(ROOT)
            for word in named_in_text(page):
                if word not in known:
                    failures.append(f"{name} names ./lakehouse {word}, and there is no such command")
            for command in commands(page):
                reason = next((entry for entry in LEFT_OUT if command.startswith(entry)), None)
                if reason:
                    left_out.setdefault(reason, []).append(str(name))
                    continue
                started = time.monotonic()
                done = run(folder, command.replace("ORDER_ID", order).replace("CUSTOMER_ID", customer))
                count += 1
                print(f"{name}: {command}   [{time.monotonic() - started:.1f} s]", flush=True)
                if done.returncode != 0:
                    failures.append(f"{name}: {command}\n  ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    stale = [entry for entry in LEFT_OUT if entry not in left_out]
    failures += [f"no page shows «{entry}» any more: take it out of LEFT_OUT" for entry in stale]
    print(f"{count} commands run, {sum(map(len, left_out.values()))} left out for {len(left_out)} reasons")
    for failure in failures:
        print("FAILED " + failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*(Path(os.path.abspath(argument)) for argument in sys.argv[1:])))
