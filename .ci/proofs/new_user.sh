#!/usr/bin/env bash
# What a new user meets: a clone, an empty Maven repository, and ./lakehouse run until the report is there. Prints the times.
#
#     .ci/proofs/new_user.sh [FOLDER]
#
# FOLDER, made and removed when none is given, takes about 1.5 GB. It downloads everything that Maven needs, which takes most
# of the time, so it is not part of .ci/run; docs/performance.md has its last result.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

if (($# > 0)); then
    folder=$1
    mkdir -p "$folder"
    [[ -z $(ls -A "$folder") ]] || { printf 'Cannot start: %s is not empty. Name another folder.\n' "$folder" >&2; exit 2; }
else
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi

started=$SECONDS
git clone --quiet "$root" "$folder/lakehouse4j"
cd "$folder/lakehouse4j"
export MAVEN_OPTS="${MAVEN_OPTS:-} -Dmaven.repo.local=$folder/m2"

./lakehouse run --quiet >"$folder/first.out"
first=$((SECONDS - started))
[[ -s lake/report/index.html ]] || { printf 'There is no report after the first run.\n' >&2; exit 1; }

started=$SECONDS
./lakehouse run --quiet >"$folder/second.out"
second=$((SECONDS - started))
grep -q 'Nothing is new' "$folder/second.out" || { printf 'The second run found something new.\n' >&2; exit 1; }

printf 'from clone to report: %d s; %s downloaded by Maven; the second run: %d s\n' \
    "$first" "$(du -sh "$folder/m2" | cut -f1)" "$second"
