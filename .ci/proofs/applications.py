#!/usr/bin/env python3
"""The applications of examples/apps, built as their readers would: from installed modules, outside the reactor.

    .ci/proofs/applications.py M2

M2 is a local Maven repository into which the modules were installed. The folders are copied to an empty place first, so that
nothing of this repository is beside them. The plain program runs twice, the model's tests pass, and so do those of the Spring
Boot service, which is then started as a jar, asked over HTTP, and stopped.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "examples" / "apps"


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def maven(folder, repository, *goals):
    done = subprocess.run(
        ["mvn", "-B", "-ntp", f"-Dmaven.repo.local={repository}", *goals], cwd=folder, capture_output=True, text=True)
    expect(done.returncode == 0, f"mvn {' '.join(goals)} failed in {folder.name}:\n{done.stdout[-6000:]}")
    return done.stdout


def java(folder, *arguments):
    done = subprocess.run(["java", *arguments], cwd=folder, capture_output=True, text=True, timeout=300)
    expect(done.returncode == 0, f"java {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return done


def plain(folder, repository):
    maven(folder, repository, "package")
    first = java(folder, "-jar", "target/shop-segments.jar")
    customers = [int(text.replace(",", "")) for text in re.findall(r"^\S.*? +([\d,]+) customers", first.stdout, re.M)]
    expect(len(customers) > 5 and sum(customers) > 3000, f"few segments:\n{first.stdout}")
    expect("The tables are up to date." in first.stdout, first.stdout)
    expect(re.search(r"^Business health: From .* customers placed", first.stdout, re.M), first.stdout)
    expect(re.search(r"^Customer sentiment: ", first.stdout, re.M), first.stdout)
    expect(first.stderr == "", f"it logs where nothing is wrong:\n{first.stderr[-2000:]}")
    second = java(folder, "-jar", "target/shop-segments.jar", "sample", "lake")
    expect(second.stdout.startswith("Nothing is new."), second.stdout)
    expect(second.stdout.splitlines()[1:] == first.stdout.splitlines()[1:], "the second run says something else")


def model_test(folder, repository):
    output = maven(folder, repository, "test")
    expect("Tests run: 4, Failures: 0, Errors: 0, Skipped: 0" in output, output[-2000:])


def spring_boot(folder, repository):
    output = maven(folder, repository, "package")
    expect(re.search(r"Tests run: 6, Failures: 0, Errors: 0, Skipped: 0", output), output[-2000:])
    expect(not re.search(r"Z +ERROR ", output), "errors in the log of the tests:\n" + "\n".join(re.findall(r".*Z +ERROR .*", output)))
    sample = folder.parent / "plain" / "sample"
    log = folder / "service.log"
    with log.open("w") as stream:
        service = subprocess.Popen(
            ["java", "-jar", "target/shop-service.jar", "--server.port=0", f"--shop.source={sample}", "--shop.refresh-every=1s"],
            cwd=folder, stdout=stream, stderr=subprocess.STDOUT)
        try:
            serve(service, log)
        finally:
            service.kill()
            service.wait()


def serve(service, log):
    port = wait("the port", log, lambda: re.search(r"started on port (\d+)", log.read_text()))[1]
    base = f"http://localhost:{port}"
    wait("the first refresh", log, lambda: ask(base + "/actuator/health")[0] == 200)
    status, segments = ask(base + "/segments")
    expect(status == 200 and len(segments) > 5, f"{status} {segments}")
    status, orders = ask(base + "/late-risk?limit=3")
    expect(status == 200 and len(orders) == 3 and orders[0]["probability"] >= orders[2]["probability"], f"{status} {orders}")
    status, summary = ask(base + "/summary")
    expect(status == 200 and summary["sections"], f"{status} {summary}")
    status, problem = ask(base + "/segments/nobody/customers")
    expect(status == 404 and problem["status"] == 404, f"{status} {problem}")
    service.send_signal(signal.SIGTERM)
    expect(service.wait(timeout=120) == 143, f"it ended with {service.returncode}")
    text = log.read_text()
    complaints = re.findall(r".*Z +(?:WARN|ERROR) .*", text)
    expect(not complaints, f"its log has complaints: {complaints[:5]}")


def wait(what, log, ready):
    for _ in range(240):
        try:
            found = ready()
            if found:
                return found
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.5)
    raise AssertionError(f"{what} did not come:\n{log.read_text()[-4000:]}")


def ask(address):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def main(repository):
    with tempfile.TemporaryDirectory() as scratch:
        for name, prove in (("plain", plain), ("model-test", model_test), ("spring-boot", spring_boot)):
            started = time.monotonic()
            folder = Path(scratch) / name
            shutil.copytree(APPS / name, folder, ignore=shutil.ignore_patterns("target"))
            prove(folder, os.path.abspath(repository))
            print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
