"""A cluster of Spark on this machine gives the tables of the embedded engine, also when a worker is killed in the middle.

Usage: spark_cluster.py JARS CLASSPATH SAMPLE LAKE

JARS is a folder with Delta's jars for Spark, CLASSPATH the class path of the library with lakehouse-spark, LAKE a lake of
`./lakehouse run` over the files in SAMPLE. A master and two workers run as processes of their own; ClusterJob.java is submitted
to them. AI functions, which executors compute with a model of their own, give what they give on the embedded engine. Then the
e-commerce pack runs, and in the middle of it a worker and its executor are killed: every table is that of LAKE, row by row and type
by type, doubles within 1e-9, and progress and run report are there. What cannot work says why: executors without the model's jar, a
master that is not there.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pyarrow.parquet as pq
import pyspark

from databricks_export import arrow, differences, free_port
from foreign_tables import HERE, java
from spark_session import JARS

HOME = pathlib.Path(pyspark.__file__).parent
HOST = "127.0.0.1"
FUNCTIONS = "ai_analyze_sentiment"
# What the training and the language models need, and the log binding of the command line.
UNNEEDED = ("pytorch-", "onnxruntime-", "slf4j-", "xgboost4j", "kryo-", "langchain4j-", "picocli-", "jtokkit-", "mlflow-client-", "chart.js-")
JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.timezone=UTC"
SETTINGS = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": JVM,
    "spark.executor.memory": "900m",
    "spark.executor.cores": "1",
    "spark.executor.extraJavaOptions": JVM,
    "spark.cores.max": "2",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",  # Both executors have work, however little there is.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def environment(scratch):
    # What another Spark on this machine has set would lead elsewhere.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_") and name != "HADOOP_CONF_DIR"}
    return kept | {
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(scratch / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": JVM,
        "PYSPARK_PYTHON": sys.executable,
    }


def parents():
    """The parent of every process, by its id."""
    found = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return found


def descendants(process):
    tree, found = parents(), {process}
    while more := {child for child, parent in tree.items() if parent in found} - found:
        found |= more
    return found


class Cluster:
    """A master and workers, each with a log of its own."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.port = free_port()
        self.url = f"spark://{HOST}:{self.port}"
        self.workers = []
        self.master = self.start("master", "org.apache.spark.deploy.master.Master",
                                 "--host", HOST, "--port", str(self.port), "--webui-port", "0")
        self.wait_for(self.log("master"), "I have been elected leader", self.master)

    def log(self, name):
        return self.scratch / f"{name}.log"

    def start(self, name, main_class, *arguments):
        with open(self.log(name), "w") as out:
            return subprocess.Popen([str(HOME / "bin" / "spark-class"), main_class, *arguments], stdout=out, stderr=subprocess.STDOUT,
                                    cwd=self.scratch, env=environment(self.scratch))

    def add_worker(self):
        name = f"worker{len(self.workers)}"
        worker = self.start(name, "org.apache.spark.deploy.worker.Worker", "--host", HOST, "--webui-port", "0", "--cores", "1",
                            "--memory", "1g", "--work-dir", str(self.scratch / "work" / name), self.url)
        self.workers.append(worker)
        self.wait_for(self.log(name), "Successfully registered with master", worker)

    def kill(self, number):
        """Kills a worker and its executors, which have no time to say anything; gives the number of processes."""
        killed = descendants(self.workers[number].pid)
        for process in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.workers[number].wait()
        return len(killed)

    @staticmethod
    def wait_for(log, words, process):
        for _ in range(240):
            if words in log.read_text():
                return
            if process.poll() is not None:
                break
            time.sleep(0.25)
        raise SystemExit(f"{log.name} does not say «{words}»:\n{log.read_text()[-3000:]}")

    def executor_logs(self):
        return sorted((self.scratch / "work").glob("worker*/app-*/*/stderr"))

    def stop(self):
        for process in [*self.workers, self.master]:
            for started in descendants(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(started, signal.SIGKILL)
            process.wait()


def compile_job(class_path, scratch):
    """The job as a jar, compiled against the library and PySpark's Spark."""
    classes, jar = scratch / "classes", scratch / "job.jar"
    spark = os.pathsep.join(str(jar) for jar in (HOME / "jars").glob("*.jar"))
    subprocess.run(["javac", "-nowarn", "-proc:none", "-d", str(classes), "-cp", class_path + os.pathsep + spark, str(HERE / "ClusterJob.java")], check=True)
    subprocess.run(["jar", "--create", "--file", str(jar), "-C", str(classes), "."], check=True)
    return jar


def artifact(jar):
    return re.sub(r"-\d.*", "", pathlib.Path(jar).name)


def job_jars(class_path, delta_jars):
    """What the job brings: of the library's class path all that Spark does not have itself."""
    theirs = {artifact(jar) for jar in (HOME / "jars").glob("*.jar")}
    ours = [str(pathlib.Path(jar).resolve()) for jar in class_path.split(os.pathsep)
            if artifact(jar) not in theirs and not pathlib.Path(jar).name.startswith(UNNEEDED)]
    known = {artifact(jar) for jar in ours}
    delta = [str(jar) for jar in sorted(pathlib.Path(delta_jars).glob("*.jar"))
             if jar.name.startswith(JARS) and artifact(jar) not in known]
    return ours + delta


def submit(cluster_url, jar, jars, scratch, log, arguments, driver_only=()):
    """Submits the job; its standard output can be read line by line."""
    command = [str(HOME / "bin" / "spark-submit"), "--master", cluster_url, "--class", "ClusterJob",
               "--jars", ",".join("local:" + name for name in jars)]
    if driver_only:
        command += ["--driver-class-path", os.pathsep.join(driver_only)]
    for name, value in SETTINGS.items():
        command += ["--conf", f"{name}={value}"]
    with open(log, "w") as err:
        return subprocess.Popen([*command, str(jar), *map(str, arguments)], stdout=subprocess.PIPE, stderr=err, text=True,
                                cwd=scratch, env=environment(scratch))


def finish(process, log, heard=None):
    """What a job said, until it ended well."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if heard:
            heard(line)
    if process.wait() != 0:
        raise SystemExit("The job failed:\n" + "\n".join(lines[-30:]) + f"\n{log.read_text()[-6000:]}")
    return lines


def tables(lake):
    return sorted(f"{log.parent.parent.name}.{log.parent.name}" for layer in ("bronze", "silver", "gold")
                  for log in (lake / layer).glob("*/_delta_log"))


def without_times(table):
    """What tells when something ran differs between two runs."""
    return table.drop_columns([name for name in table.column_names if name == "_quarantined_at"])


def compare(lake, reference, least):
    made, failures, rows = tables(lake), [], 0
    if len(made) < least:
        failures.append(f"{lake.name} has {len(made)} tables, and {least} were wanted")
    for table in made:
        layer, name = table.split(".")
        theirs, ours = (without_times(arrow(root / layer / name)) for root in (lake, reference))
        rows += ours.num_rows
        if found := differences(theirs, ours):
            failures.append(f"{lake.name}: {table}: {found}")
    print(f"{lake.name}: {len(made)} tables, {rows} rows compared", flush=True)
    return len(made) + 1, failures


def check_report(lake, lines):
    """The run report and the lines of progress are there as on the embedded engine."""
    failures = []
    report = json.loads((lake / "report" / "run.json").read_text())
    steps = {step["table"]: step["status"].upper() for step in report["steps"]}
    finished = [line for line in lines if line.startswith("[")]
    begun = [line for line in lines if line.startswith("begins ")]
    if len(steps) < 20 or set(steps.values()) != {"DONE"}:
        failures.append(f"run.json says {steps}")
    if len(finished) != len(steps) or len(begun) != len(steps):
        failures.append(f"{len(begun)} steps began and {len(finished)} ended by the lines of progress, {len(steps)} by the report")
    return 2, failures


def check_models(cluster):
    """Both executors made the functions once, and opened the model once."""
    logs = [log.read_text() for log in cluster.executor_logs()]
    failures = []
    for what, words in (("made the functions", "Made the functions"), ("opened the model", "serves ai_analyze_sentiment")):
        times = [log.count(words) for log in logs]
        if times != [1, 1]:
            failures.append(f"executors {what} {times} times")
    return 2, failures


def refused(process, log, *words):
    """What a job says that cannot work, by its refusal."""
    said, _ = process.communicate(timeout=170)
    refusal = next((line for line in said.splitlines() if line.startswith("REFUSED")), "")
    if process.returncode != 3 or any(word not in refusal for word in words):
        return [f"refusal of {log.name}, {words} wanted: exit {process.returncode}, {refusal or log.read_text()[-3000:]}"]
    print(refusal[:400], flush=True)
    return []


def main(delta_jars, class_path, sample, reference):
    started = time.monotonic()
    scratch = pathlib.Path(tempfile.mkdtemp())
    checks, failures = 0, []

    def say(what):
        print(f"{time.monotonic() - started:4.0f} s  {what}", flush=True)

    def count(result):
        nonlocal checks
        checks += result[0]
        failures.extend(result[1])

    cluster = nowhere = None
    try:
        jar = compile_job(class_path, scratch)
        jars = job_jars(class_path, delta_jars)
        model = [name for name in jars if artifact(name) == "lakehouse-ai-model-pt"]
        # Takes Spark a minute to give up: meanwhile the rest goes on.
        nowhere = submit(f"spark://{HOST}:{free_port()}", jar, jars, scratch, scratch / "nowhere.log",
                         ["spark", "judge", scratch / "nowhere", scratch / "unused"])
        cluster = Cluster(scratch)
        cluster.add_worker()
        cluster.add_worker()
        say("a master and two workers run")

        judged, embedded = scratch / "judged", scratch / "embedded"
        shutil.copytree(reference, judged)
        shutil.copytree(reference, embedded)
        subprocess.run(java(class_path + os.pathsep + str(jar)) + ["ClusterJob", "embedded", "judge", str(embedded)], check=True,
                       stdout=subprocess.DEVNULL)
        expected = arrow(embedded / "gold" / "judged_reviews")
        log = scratch / "judge.log"
        finish(submit(cluster.url, jar, jars, scratch, log, ["spark", "judge", judged, scratch / "session"]), log)
        for name, found in (("a lake", arrow(judged / "gold" / "judged_reviews")),
                            ("a session of Spark's own", sorted_columns(pq.read_table(scratch / "session")))):
            difference = differences(found, expected)
            count((1, [f"AI functions in {name}: {difference}"] if difference else []))
        count(check_models(cluster))
        say(f"AI functions on two executors, {expected.num_rows} comments, in a lake and in a session of Spark's own")

        log = scratch / "no-model.log"
        lacking = scratch / "lacking"
        shutil.copytree(reference, lacking)
        process = submit(cluster.url, jar, [name for name in jars if name not in model], scratch, log, ["spark", "judge", lacking, scratch / "unused"], model)
        count((2, refused(process, log, FUNCTIONS, "on executor", "lakehouse-ai-model-pt", "spark.jars") + nothing_left(lacking)))
        say("executors without the model's jar are refused")

        whole = scratch / "whole"
        log = scratch / "whole.log"
        killed = []

        def heard(line):
            if line.startswith("begins gold.") and not killed:
                time.sleep(1)
                killed.append(cluster.kill(0))
                say(f"a worker and {killed[0] - 1} processes that it started are killed, at «{line.strip()}»")

        lines = finish(submit(cluster.url, jar, jars, scratch, log, ["spark", "whole", sample, whole]), log, heard)
        checks += 1
        if not killed or killed[0] < 2 or "Lost executor" not in log.read_text():
            failures.append(f"the worker that was killed had no executor, or the job did not notice: {log.read_text()[-2000:]}")
        say("the job is done with one worker")
        count(compare(whole, reference, 20))
        count(check_report(whole, lines))

        # Spark says it itself, before there is a session to open a lake on.
        nowhere.communicate(timeout=170)
        said = (scratch / "nowhere.log").read_text()
        checks += 1
        if nowhere.returncode == 0 or "All masters are unresponsive" not in said or (scratch / "nowhere").exists():
            failures.append(f"a master that is not there: exit {nowhere.returncode}, {said[-2000:]}")
        say("a master that is not there ends the job, before a lake is made")
        for failure in failures:
            print("FAILED", failure[:3000])
        print(f"{checks - len(failures)} passed, {len(failures)} failed, {time.monotonic() - started:.0f} s")
        return 1 if failures else 0
    finally:
        if cluster:
            cluster.stop()
        if nowhere:
            nowhere.kill()
        if os.environ.get("KEEP_SCRATCH"):
            print("kept", scratch)
        else:
            shutil.rmtree(scratch, ignore_errors=True)


def sorted_columns(table):
    return table.select(sorted(table.column_names))


def nothing_left(lake):
    """A model that failed leaves no table, and no file that might be taken for one."""
    left = [str(file) for file in (lake / "gold" / "judged_reviews").rglob("*") if file.is_file()]
    return [f"the model that failed left {left}"] if left else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve(), pathlib.Path(sys.argv[4]).resolve()))
