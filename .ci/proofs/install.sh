#!/usr/bin/env bash
# install.sh DIR: the published modules, installed into the local Maven repository DIR. Run it as often as needed; nothing is
# tested or checked here, as `mvn verify` does that.
#
# What the usual local repository holds already is linked into DIR and not downloaded again. Nothing is written to it. Maven's
# notes on where each file came from stay behind, so that other tools take DIR as it is.
set -euo pipefail

[[ $# == 1 ]] || { printf 'usage: %s DIR\n' "$0" >&2; exit 2; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
mkdir -p "$1"
repository=$(cd "$1" && pwd -P)
known=${LAKEHOUSE_MAVEN_REPOSITORY:-$HOME/.m2/repository}

if [[ ! -e $repository/.linked && -d $known && ! $repository -ef $known ]]; then
    (cd "$known" && find . -path ./dev/lakehouse4j -prune -o -type f ! -name _remote.repositories ! -name '*.lastUpdated' \
        ! -name 'resolver-status.properties' -print0) >"$repository/.known"
    # Linked where both are on one disk, otherwise copied.
    (cd "$known" && xargs -0 -r cp -lf --parents -t "$repository" <"$repository/.known" 2>/dev/null) ||
        (cd "$known" && xargs -0 -r cp -f --parents -t "$repository" <"$repository/.known")
    rm "$repository/.known"
    : >"$repository/.linked"
fi

mvn -q -B -ntp -f "$root/pom.xml" -Dmaven.repo.local="$repository" -Dmaven.test.skip=true -Djacoco.skip -Dmdep.analyze.skip \
    -Dspotless.check.skip -Dmaven.javadoc.skip -pl '!examples,!lakehouse-benchmarks' install
