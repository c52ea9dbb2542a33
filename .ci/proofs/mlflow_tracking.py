"""Opens with MLflow what our Java code tracked, in a folder and on a server, and compares over MLflow's REST interface.

Usage: mlflow_tracking.py ROOT

ROOT is the project, built. TrackingExample tracks a run and a model to a folder and to a server with a database; real MLflow
servers must show experiment, run, parameters, metrics with all steps, tags, artifacts, datasets, model, version and alias;
mlflow.xgboost must load the champion and predict the same; the contract of trackers must hold on the server; and
`mlflow migrate-filestore` must move the folder into a database.
"""

import contextlib
import csv
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

MLFLOW = str(pathlib.Path(sys.executable).parent / "mlflow")
QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "GIT_PYTHON_REFRESH": "quiet"}
START_SECONDS = 180
MODULES = "lakehouse-core,lakehouse-medallion,lakehouse-testkit,lakehouse-ml"

checks = 0


def check(what, actual, expected):
    global checks
    if actual != expected:
        raise SystemExit(f"{what}: {actual!r}, expected {expected!r}")
    checks += 1


# ---- servers -------------------------------------------------------------------------------------------------------------


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(scratch, name, *options, **environment):
    """A server that is stopped in any case; its process group holds the workers that it starts."""
    port = free_port()
    log = open(scratch / f"{name}.log", "w")
    process = subprocess.Popen(
        [MLFLOW, "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", *options],
        cwd=scratch,
        env={**os.environ, **QUIET, **environment},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
        log.close()


def await_start(scratch, name, address, process):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(address + "/health", timeout=5):
                return
        time.sleep(0.3)
    raise SystemExit(f"The MLflow server '{name}' did not start:\n{(scratch / f'{name}.log').read_text()[-3000:]}")


def get(address, route, **query):
    url = f"{address}{route}?{urllib.parse.urlencode(query, doseq=True)}"
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def api(address, route, **query):
    return json.loads(get(address, "/api/2.0/mlflow/" + route, **query))


# ---- what is there -------------------------------------------------------------------------------------------------------


def check_tracked(address):
    """Compares over REST with what TrackingExample logs; gives the predictions that it logged."""
    experiment = api(address, "experiments/get-by-name", experiment_name="late delivery")["experiment"]
    check("experiment", experiment["lifecycle_stage"], "active")
    request = urllib.request.Request(
        address + "/api/2.0/mlflow/runs/search",
        json.dumps({"experiment_ids": [experiment["experiment_id"]]}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        found = json.loads(answer.read())["runs"]
    check("number of runs", len(found), 1)
    run_id = found[0]["info"]["run_id"]
    run = api(address, "runs/get", run_id=run_id)["run"]
    check("run name", run["info"]["run_name"], "example")
    check("status", run["info"]["status"], "FINISHED")
    check("has ended", int(run["info"]["end_time"]) >= int(run["info"]["start_time"]) > 0, True)

    data = run["data"]
    parameters = {each["key"]: each["value"] for each in data["params"]}
    check("parameters", parameters, {"depth": "3", "eta": "0.3", "seed": "42", "trees": "20"})
    tags = {each["key"]: each["value"] for each in data["tags"]}
    check("tag", tags["team"], "logistics")
    check("code version", tags["lakehouse4j.code_version"], "example")
    check("model of the run", json.loads(tags["mlflow.log-model.history"])[0]["artifact_path"], "model")

    metrics = {each["key"]: each["value"] for each in data["metrics"]}
    check("metrics", sorted(metrics), ["accuracy", "last_loss", "train_logloss"])
    history = api(address, "metrics/get-history", run_id=run_id, metric_key="train_logloss")["metrics"]
    check("steps", [int(each["step"]) for each in history], list(range(20)))
    losses = [each["value"] for each in history]
    check("losses fall", losses, sorted(losses, reverse=True))
    check("last loss", losses[-1], metrics["last_loss"])
    check("last value", metrics["train_logloss"], metrics["last_loss"])

    inputs = {}
    for each in run["inputs"]["dataset_inputs"]:
        context = {tag["key"]: tag["value"] for tag in each["tags"]}["mlflow.data.context"]
        inputs[context] = each["dataset"]
    check("datasets", sorted(inputs), ["test", "training"])
    check("dataset", inputs["training"]["name"], "gold.delivery_features")
    check("dataset source", inputs["training"]["source_type"], "delta_table")
    source = json.loads(inputs["training"]["source"])
    check("table version", source["delta_table_version"], 12)
    check("selection", source["selection"], "purchased_at < '2018-03-01'")

    top = {each["path"] for each in api(address, "artifacts/list", run_id=run_id)["files"]}
    check("artifacts", top, {"model", "provenance.json", "tables"})
    below = {each["path"] for each in api(address, "artifacts/list", run_id=run_id, path="model")["files"]}
    check("model files", below, {"model/MLmodel", "model/model.ubj", "model/provenance.json"})
    months = get(address, "/get-artifact", run_uuid=run_id, path="tables/months.csv").decode()
    check("artifact", months, "month,late_rate\n2018-03,0.21\n2018-04,0.05\n")
    provenance = json.loads(get(address, "/get-artifact", run_uuid=run_id, path="provenance.json"))
    check("provenance", (provenance["seed"], len(provenance["datasets"])), (42, 2))

    models = api(address, "registered-models/search")["registered_models"]
    check("registered models", [each["name"] for each in models], ["late-delivery"])
    version = api(address, "registered-models/alias", name="late-delivery", alias="champion")["model_version"]
    check("champion", (str(version["version"]), version["run_id"], version["status"]), ("1", run_id, "READY"))
    check("description", version["description"], "Trained by TrackingExample.")
    check("model tag", version["tags"], [{"key": "validated", "value": "yes"}])
    file = get(address, "/model-versions/get-artifact", name="late-delivery", version="1", path="model.ubj")
    check("model file is there", len(file) > 1000, True)
    return get(address, "/get-artifact", run_uuid=run_id, path="tables/predictions.csv").decode()


LOAD = """
import sys, warnings
warnings.filterwarnings("ignore")
import mlflow, numpy, pandas, xgboost
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_registry_uri(sys.argv[1])
table = pandas.read_csv(sys.stdin).astype("float32")
features = table[["promised_days", "distance_km"]]
booster = mlflow.xgboost.load_model("models:/late-delivery@champion")
assert type(booster) is xgboost.Booster, type(booster)
gap = numpy.abs(booster.predict(xgboost.DMatrix(features)) - table["probability"]).max()
loaded = mlflow.pyfunc.load_model("models:/late-delivery@champion")
assert loaded.metadata.signature.inputs.input_names() == list(features), loaded.metadata.signature
other = numpy.abs(loaded.predict(features) - table["probability"]).max()
try:
    loaded.predict(features[["distance_km"]])
    raise SystemExit("a missing column was not refused")
except mlflow.exceptions.MlflowException as e:
    assert "promised_days" in str(e), e
print(len(table), max(gap, other))
"""


def check_loads_in_python(uri, predictions, **environment):
    done = subprocess.run(
        [sys.executable, "-c", LOAD, uri],
        input=predictions,
        capture_output=True,
        text=True,
        env={**os.environ, **QUIET, **environment},
    )
    if done.returncode != 0:
        raise SystemExit(f"mlflow.xgboost cannot use the champion at {uri}:\n{done.stderr[-3000:]}")
    rows, gap = done.stdout.split()
    check("rows predicted in Python", int(rows), len(list(csv.reader(io.StringIO(predictions)))) - 1)
    check(f"Python predicts as Java did (largest difference {gap})", float(gap) < 1e-6, True)


# ---- the proof -----------------------------------------------------------------------------------------------------------


def track(root, where):
    target = root / "examples" / "target"
    class_path = f"{target / 'lakehouse-examples.jar'}:{(target / 'lakehouse.classpath').read_text()}"
    done = subprocess.run(
        ["java", "-cp", class_path, "dev.lakehouse4j.examples.TrackingExample", str(where)],
        capture_output=True,
        text=True,
    )
    if done.returncode != 0 or "all 2 metrics are identical" not in done.stdout:
        raise SystemExit(f"TrackingExample failed:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")


def contract(root, address):
    done = subprocess.run(
        ["mvn", "-q", "-B", "-ntp", "-Djacoco.skip", "test", "-pl", MODULES, "-Dtest=ServerTrackerTest"]
        + ["-Dsurefire.failIfNoSpecifiedTests=false"],
        cwd=root,
        env={**os.environ, "LAKEHOUSE_TEST_MLFLOW": address},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit(f"The contract of trackers fails on a server:\n{done.stdout[-6000:]}")
    report = next((root / "lakehouse-ml/target/surefire-reports").glob("*ServerTrackerTest.txt")).read_text()
    check("contract was run", "Skipped: 0" in report and "Tests run: 0" not in report, True)


def migrate(scratch, folder, predictions):
    """The folder moved into a database, as MLflow recommends; the model's files stay in the folder."""
    database = f"sqlite:///{scratch / 'migrated.db'}"
    done = subprocess.run(
        [MLFLOW, "migrate-filestore", "--source", str(folder), "--target", database],
        capture_output=True,
        text=True,
        env={**os.environ, **QUIET},
    )
    if done.returncode != 0:
        raise SystemExit(f"mlflow migrate-filestore failed:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    check_loads_in_python(database, predictions)


def check_lake(scratch, lake):
    """What ./lakehouse run tracked in the lake: six candidates, the winner with its figures and its registered model."""
    with server(
        scratch, "lake", "--backend-store-uri", str(lake / "mlruns"), MLFLOW_ALLOW_FILE_STORE="true"
    ) as (address, process):
        await_start(scratch, "lake", address, process)
        experiment = api(address, "experiments/get-by-name", experiment_name="late delivery")["experiment"]["experiment_id"]
        version = api(address, "registered-models/alias", name="delivery_delay", alias="champion")["model_version"]
        winner = api(address, "runs/get", run_id=version["run_id"])["run"]
        metrics = {metric["key"]: metric["value"] for metric in winner["data"]["metrics"]}
        check("the winner's experiment", winner["info"]["experiment_id"], experiment)
        check("the winner's tag", {tag["key"]: tag["value"] for tag in winner["data"]["tags"]}["winner"], "true")
        figures = json.loads(
            get(address, "/get-artifact", path="figures.json", run_id=version["run_id"])
        )
        tested = [one for one in figures["candidates"] if one["candidate"] == figures["winner"]][0]["test"]
        check("the candidates", len(figures["candidates"]), 6)
        check("the winner's ROC AUC", round(metrics["test_roc_auc"], 9), round(tested["rocAuc"], 9))
        months = api(address, "metrics/get-history", run_id=version["run_id"], metric_key="month_late_rate")["metrics"]
        check("a step per month", len(months), len(figures["months"]))
        inputs = {one["dataset"]["name"] for one in winner["inputs"]["dataset_inputs"]}
        check("the tables that were learned from", inputs, {"gold.delivery_features", "gold.fact_orders"})


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="mlflow-proof-"))
    try:
        folder = scratch / "mlruns"
        started = time.monotonic()
        with server(
            scratch,
            "database",
            "--backend-store-uri",
            f"sqlite:///{scratch / 'mlflow.db'}",
            "--artifacts-destination",
            str(scratch / "artifacts"),
            "--serve-artifacts",
        ) as (database, database_process):
            track(root, folder)
            with server(
                scratch, "folder", "--backend-store-uri", str(folder), MLFLOW_ALLOW_FILE_STORE="true"
            ) as (files, files_process):
                await_start(scratch, "folder", files, files_process)
                predictions = check_tracked(files)
                check_loads_in_python(files, predictions)
            print(f"a folder opens in MLflow's server ({time.monotonic() - started:.0f} s)")
            await_start(scratch, "database", database, database_process)
            track(root, database)
            check("both predict the same", check_tracked(database), predictions)
            check_loads_in_python(database, predictions)
            print(f"a server with a database was tracked to ({time.monotonic() - started:.0f} s)")
            contract(root, database)
            print(f"the contract of trackers holds on it ({time.monotonic() - started:.0f} s)")
        if len(sys.argv) > 2:
            check_lake(scratch, pathlib.Path(sys.argv[2]).resolve())
            print(f"the runs of a lake open in MLflow's server ({time.monotonic() - started:.0f} s)")
        migrate(scratch, folder, predictions)
        print(f"mlflow migrate-filestore moves the folder into a database ({time.monotonic() - started:.0f} s)")
        print(f"{checks} passed, 0 failed")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
