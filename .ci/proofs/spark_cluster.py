#!/usr/bin/env python3
"""A job on a Spark cluster of real processes survives the death of a worker, and its tables are those of the embedded engine.

    spark_cluster.py SPARK_HOME CLASS_PATH SAMPLE

SPARK_HOME holds Spark's jars in the folder jars (the folder of PySpark does). CLASS_PATH is that of the library's modules
and what they bring along. SAMPLE is a folder of files for the e-commerce pack. Starts a master and two workers, submits the
pipeline, kills one worker with its executor as soon as Gold is being built, and compares the lake with one that the embedded
engine builds.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent / "spark_cluster"
OPENS = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in (
    "java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent"
    " java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar").split()]
DEADLINE_SECONDS = 420


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class Cluster:
    """A master and two workers with one core each."""

    def __init__(self, home, scratch):
        self.home, self.scratch, self.processes = home, scratch, []
        self.port = free_port()
        self.environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1",
                            "SPARK_WORKER_DIR": str(scratch / "work")}
        self.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port),
                   "--webui-port", str(free_port()))
        self.await_port()
        self.workers = [self.start(f"worker{number}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1",
                                   "--webui-port", str(free_port()), "--cores", "1", "--memory", "900m", self.url)
                        for number in (1, 2)]

    @property
    def url(self):
        return f"spark://127.0.0.1:{self.port}"

    def start(self, name, main, *arguments):
        log = open(self.scratch / f"{name}.log", "wb")
        process = subprocess.Popen(["java", "-Xmx256m", *OPENS, "-cp", f"{self.home}/jars/*", main, *arguments],
                                   stdout=log, stderr=subprocess.STDOUT, env=self.environment, start_new_session=True)
        self.processes.append(process)
        return process

    def await_port(self):
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        sys.exit("The master does not answer.")

    def kill_worker(self):
        """The worker and the executor that it started: they are of one session."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)
        self.workers[0].wait()

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def compile_programs(home, class_path, target):
    target.mkdir()
    subprocess.run(["javac", "-nowarn", "-proc:none", "-d", str(target), "-cp", f"{class_path}:{home}/jars/*",
                    *map(str, sorted(HERE.glob("*.java")))], check=True)
    job = target.parent / "job.jar"
    subprocess.run(["jar", "--create", "--file", str(job), "-C", str(target), "."], check=True)
    return job


def beside_spark(home, class_path):
    """The jars that Spark lacks; where both have a library, Spark's is the one."""
    def library(jar):
        return jar.name.rsplit("-", 1)[0] if jar.suffix == ".jar" else jar.name
    there = {library(jar) for jar in (home / "jars").glob("*.jar")}
    return [entry for entry in class_path.split(":") if library(pathlib.Path(entry)) not in there]


def run_job(cluster, job, jars, sample, lake):
    command = ["java", "-Xmx1g", *OPENS, "-cp", ":".join([f"{cluster.home}/jars/*", *jars]),
               "org.apache.spark.deploy.SparkSubmit",
               "--master", cluster.url, "--class", "ClusterJob",
               "--conf", "spark.executor.memory=600m", "--conf", "spark.ui.enabled=false",
               "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.driver.bindAddress=127.0.0.1",
               "--conf", "spark.sql.shuffle.partitions=4", "--conf", f"spark.local.dir={cluster.scratch}/local",
               str(job), str(sample), str(lake)]
    killed, finished, started = False, False, time.time()
    with open(cluster.scratch / "job.log", "wb") as log:
        job_process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=cluster.environment, text=True)
        for line in job_process.stdout:
            print("  " + line.rstrip())
            finished |= line.startswith("FINISHED")
            if not killed and line.startswith("STEP gold."):
                cluster.kill_worker()
                killed = True
                print("  -- a worker and its executor were killed")
            if time.time() - started > DEADLINE_SECONDS:
                job_process.kill()
        job_process.wait()
    if job_process.returncode or not finished or not killed:
        print((cluster.scratch / "job.log").read_text(errors="replace")[-4000:], file=sys.stderr)
        sys.exit(f"The job ended with {job_process.returncode}; finished: {finished}, worker killed: {killed}.")


def lost_executors(scratch):
    return sum("Lost executor" in line for line in (scratch / "job.log").read_text(errors="replace").splitlines())


def main(home, class_path, sample):
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="spark-cluster-"))
    home = home.resolve()
    try:
        job = compile_programs(home, class_path, scratch / "classes")
        cluster = Cluster(home, scratch)
        try:
            run_job(cluster, job, beside_spark(home, class_path), sample, scratch / "lake")
        finally:
            cluster.stop()
        if not lost_executors(scratch):
            sys.exit("No executor was lost: the worker was killed too late to prove anything.")
        compared = subprocess.run(["java", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp",
                                   f"{scratch}/classes:{class_path}", "CompareLakes", str(sample), str(scratch / "embedded"),
                                   str(scratch / "lake")])
        if compared.returncode:
            sys.exit("The tables of the cluster are not those of the embedded engine.")
        print(f"A worker died, {lost_executors(scratch)} executor was lost, and all tables are equal.")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]).resolve())
