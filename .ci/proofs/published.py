#!/usr/bin/env python3
"""The published modules are complete, and what they bring along is clean.

    .ci/proofs/published.py M2

M2 is a local Maven repository into which the modules were installed. For each module:

- jar, sources, javadoc and a POM with all that Maven Central asks for, in which no place-holder is left;
- no logging binding among the jars that a project gets with it;
- no class twice in these jars, unless both copies are the same bytes;
- no other version of a jar than the one that the library was built and tested with;
- the sizes are those of the table in README.md.
"""

import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import module_sizes  # noqa: E402

NAMESPACE = module_sizes.NAMESPACE
ASKED_FOR = ["name", "description", "url", "licenses/m:license/m:name", "licenses/m:license/m:url",
             "developers/m:developer/m:name", "scm/m:url", "scm/m:connection", "scm/m:developerConnection"]
BINDINGS = ("META-INF/services/org.slf4j.spi.SLF4JServiceProvider", "org/slf4j/impl/StaticLoggerBinder.class",
            "org/apache/logging/log4j/core/Logger.class", "org/slf4j/bridge/SLF4JBridgeHandler.class",
            "org/apache/log4j/Appender.class")


def home(repository, artifact):
    return Path(repository) / "dev" / "lakehouse4j" / artifact / module_sizes.version()


def lacking(repository, artifact, packaging):
    """What of a module is not published."""
    folder = home(repository, artifact)
    files = [".pom"] if packaging == "pom" else [".pom", ".jar", "-sources.jar", "-javadoc.jar"]
    for suffix in files:
        if not (folder / f"{artifact}-{module_sizes.version()}{suffix}").exists():
            yield f"{artifact} has no {suffix}"
    text = (folder / f"{artifact}-{module_sizes.version()}.pom").read_text(encoding="utf-8")
    if "${revision}" in text.replace("<revision>", ""):
        yield f"the POM of {artifact} still says ${{revision}}"
    pom = ElementTree.fromstring(text)
    parent = pom if artifact in ("lakehouse-parent", "lakehouse-bom") else ElementTree.parse(
        home(repository, "lakehouse-parent") / f"lakehouse-parent-{module_sizes.version()}.pom").getroot()
    for path in ASKED_FOR:
        # A module has name and description of its own and inherits the rest.
        source = pom if path in ("name", "description") else parent
        if not source.findtext("m:" + path, namespaces=NAMESPACE):
            yield f"the POM of {artifact} lacks {path.replace('m:', '')}"


def bindings(module):
    for path in module.class_path:
        with zipfile.ZipFile(path) as jar:
            names = set(jar.namelist())
        for binding in BINDINGS:
            if binding in names:
                yield f"{module.name} brings {path.name}, which binds logs: {binding}"


def duplicates(module):
    """Classes of several jars whose bytes differ, counted by the jars."""
    seen = defaultdict(list)
    for path in module.class_path:
        with zipfile.ZipFile(path) as jar:
            for entry in jar.infolist():
                name = entry.filename
                if name.endswith(".class") and not name.startswith("META-INF/") and not name.endswith("-info.class"):
                    seen[name].append((path.name, entry.CRC, entry.file_size))
    pairs = defaultdict(list)
    for name, copies in seen.items():
        if len({copy[1:] for copy in copies}) > 1:
            pairs[tuple(copy[0] for copy in copies)].append(name)
    for jars, classes in pairs.items():
        yield f"{module.name} brings {len(classes)} classes twice, in {' and '.join(jars)}, such as {classes[0]}"


def other_versions(module, tested):
    """A project outside does not see the dependencyManagement of the parent, so its versions may be others."""
    for path in module.class_path:
        artifact, version = path.parent.parent.name, path.parent.name
        if tested.get(artifact, version) != version:
            yield f"{module.name} brings {artifact} {version}, and is tested with {tested[artifact]}"


def tested_versions():
    """Versions on the class path of the command line, which holds all modules."""
    class_path = (ROOT / "examples" / "target" / "lakehouse.classpath").read_text().strip().split(":")
    return {Path(entry).parent.parent.name: Path(entry).parent.name for entry in class_path if entry.endswith(".jar")
            and Path(entry).parent.name[:1].isdigit()}


def main(repository):
    problems = []
    for artifact, packaging in [("lakehouse-parent", "pom"), ("lakehouse-bom", "pom")] + [
            (name, "jar") for name in module_sizes.names()]:
        problems += lacking(repository, artifact, packaging)
    tested = tested_versions()
    found = module_sizes.modules(repository)
    for module in found:
        problems += bindings(module)
        problems += duplicates(module)
        problems += other_versions(module, tested)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    problems += module_sizes.stale(text.split(module_sizes.BEGIN)[1].split(module_sizes.END)[0], found)
    print(module_sizes.table(found))
    for problem in problems:
        print(f"FAILED {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
