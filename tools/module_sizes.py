#!/usr/bin/env python3
"""The table of sizes in README.md: what each published module weighs, alone and with all that it brings along at run time.

    tools/module_sizes.py M2 [--write | --check]

M2 is a local Maven repository into which the modules were installed (`mvn -Dmaven.repo.local=M2 install`). The figures are
those of a project that imports the BOM and depends on one module, not those of the reactor. Without an option the table is
printed; --write puts it into README.md; --check fails when a figure there is off by more than 5 %.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
NAMESPACE = {"m": "http://maven.apache.org/POM/4.0.0"}
BEGIN, END = "<!-- sizes: tools/module_sizes.py -->", "<!-- /sizes -->"
TOLERANCE = 0.05

PROJECT = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>consumer</groupId><artifactId>{name}</artifactId><version>1</version>{body}
</project>
"""

DEPENDING = """
  <dependencyManagement><dependencies><dependency>
    <groupId>dev.lakehouse4j</groupId><artifactId>lakehouse-bom</artifactId><version>{version}</version>
    <type>pom</type><scope>import</scope>
  </dependency></dependencies></dependencyManagement>
  <dependencies><dependency>
    <groupId>dev.lakehouse4j</groupId><artifactId>{module}</artifactId>
  </dependency></dependencies>"""


@dataclass(frozen=True)
class Module:
    """A published module: its jar, and the jars that a project gets with it at run time, its own included."""

    name: str
    jar: Path
    class_path: list

    def bytes(self):
        return sum(path.stat().st_size for path in self.class_path)


def version():
    return ElementTree.parse(ROOT / "pom.xml").getroot().findtext("m:properties/m:revision", namespaces=NAMESPACE)


def names():
    """The modules of the BOM."""
    bom = ElementTree.parse(ROOT / "lakehouse-bom" / "pom.xml").getroot()
    return [
        node.findtext("m:artifactId", namespaces=NAMESPACE)
        for node in bom.findall("m:dependencyManagement/m:dependencies/m:dependency", NAMESPACE)
    ]


def modules(repository):
    """Resolves every module as a project outside would."""
    repository = Path(repository).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        parts = "".join(f"<module>{name}</module>" for name in names())
        (folder / "pom.xml").write_text(
            PROJECT.format(name="all", body=f"<packaging>pom</packaging><modules>{parts}</modules>"))
        for name in names():
            (folder / name).mkdir()
            body = DEPENDING.format(version=version(), module=name)
            (folder / name / "pom.xml").write_text(PROJECT.format(name=name, body=body))
        subprocess.run(
            ["mvn", "-q", "-B", "-ntp", f"-Dmaven.repo.local={repository}", "-DincludeScope=runtime", "-Dmdep.outputFile=path",
             "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath"],
            cwd=folder, check=True, stdout=sys.stderr)
        found = []
        for name in names():
            file = folder / name / "path"
            paths = [Path(entry) for entry in file.read_text().strip().split(":")] if file.exists() else []
            own = next(path for path in paths if path.parent.parent.name == name)
            found.append(Module(name, own, paths))
        return found


def row(module):
    own = module.jar.stat().st_size / 1e6
    return f"| `{module.name}` | {own:.1f} | {len(module.class_path)} | {module.bytes() / 1e6:.0f} |"


def table(found):
    head = ["| module | its jar, MB | jars at run time | together, MB |", "| --- | ---: | ---: | ---: |"]
    return "\n".join(head + [row(module) for module in found])


def near(stated, actual):
    return abs(stated - actual) <= max(TOLERANCE * actual, 0.1)


def stale(text, found):
    """What the table of a page says wrongly."""
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([\d.]+ \| \d+ \| \d+) \|$", text, re.M))
    for module in found:
        if module.name not in rows:
            yield f"README.md lacks the sizes of {module.name}"
            continue
        stated = [float(cell) for cell in rows[module.name].split("|")]
        actual = [module.jar.stat().st_size / 1e6, len(module.class_path), module.bytes() / 1e6]
        if not all(near(*pair) for pair in zip(stated, actual)):
            yield f"README.md says {rows[module.name]} of {module.name}, and it is {row(module)}"


def main(repository, option=None):
    found = modules(repository)
    page = ROOT / "README.md"
    text = page.read_text(encoding="utf-8")
    if option == "--write":
        before, rest = text.split(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    elif option == "--check":
        problems = list(stale(text.split(BEGIN)[1].split(END)[0], found))
        for problem in problems:
            print(f"{problem}. Run tools/module_sizes.py M2 --write.", file=sys.stderr)
        return 1 if problems else 0
    else:
        print(table(found))
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
