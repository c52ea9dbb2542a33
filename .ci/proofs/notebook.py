#!/usr/bin/env python3
"""The notebook runs in the Java kernel that JBang installs, and the outputs that it is committed with are those of today.

usage: notebook.py ROOT REPOSITORY WORK [--update]

ROOT is the working tree, REPOSITORY a local Maven repository that the modules were installed into (install.sh), WORK a
folder for JBang's cache and Jupyter's data. With --update the outputs go into the committed notebook.
"""

import os
import pathlib
import re
import subprocess
import sys

import nbformat
from nbclient import NotebookClient

root, repository, work = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
file = root / "examples" / "notebooks" / "lakehouse.ipynb"
LARGEST = 500_000

work.mkdir(parents=True, exist_ok=True)
environment = os.environ | {"JBANG_DIR": str(work / "jbang"), "JBANG_REPO": str(repository)}
subprocess.run(
    [root / "tools" / "jbang", "--quiet", "run", root / "examples" / "jbang" / "notebook.java", "--install-only",
     "--data-dir", work / "jupyter"],
    env=environment, check=True, timeout=600,
)
os.environ["JUPYTER_PATH"] = str(work / "jupyter")

committed = nbformat.read(file, 4)
assert committed.metadata.kernelspec.name == "lakehouse4j"
executed = nbformat.from_dict(committed)
client = NotebookClient(executed, timeout=900, startup_timeout=300, kernel_name="lakehouse4j", coalesce_streams=True)
with open(os.devnull, "w") as nowhere:
    # The kernel reports every message that it handles.
    client.execute(cwd=str(work), stderr=nowhere)


def form(cell):
    """Kinds of the outputs of a cell, and the texts that were printed."""
    kinds = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            kinds.append((output.name, output.text))
        elif output.output_type == "error":
            kinds.append(("error", output.ename + ": " + output.evalue))
        else:
            html = "".join(output.data.get("text/html", ""))
            shown = [tag for tag in ("<table", "<svg", "<iframe") if tag in re.sub(r"srcdoc='[^']*'", "", html)]
            kinds.append((output.output_type, sorted(output.data), shown))
    return kinds


cells = [cell for cell in executed.cells if cell.cell_type == "code"]
failed = [output for cell in cells for output in form(cell) if output[0] == "error"]
assert not failed, failed
everything = [kind for cell in cells for output in form(cell) if output[0] == "display_data" for kind in output[2]]
assert everything.count("<table") >= 8, everything
assert everything.count("<svg") >= 5, everything
assert everything.count("<iframe") == 1, everything
assert any("text/markdown" in output.data for cell in cells for output in cell.outputs if "data" in output)

if "--update" in sys.argv:
    for cell in executed.cells:
        # Times of execution would change with every run.
        cell.metadata.pop("execution", None)
    executed.metadata = committed.metadata
    nbformat.write(executed, file)
    committed = executed

for before, now in zip(committed.cells, executed.cells, strict=True):
    assert form(before) == form(now), (
        f"the outputs of cell {now.id} have changed; look at them and run this with --update\n"
        f"committed: {form(before)}\nnow: {form(now)}"
    )
assert file.stat().st_size <= LARGEST, f"{file} has {file.stat().st_size} bytes, at most {LARGEST} are wanted"
print(f"{len(cells)} cells ran; {everything.count('<table')} tables, {everything.count('<svg')} charts, the summary and the"
      f" report are there; the notebook has {file.stat().st_size} bytes")
