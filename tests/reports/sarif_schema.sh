#!/bin/sh
# usage: sarif_schema.sh CONDIS_CHECK WORK [SCHEMA]
#
# SARIF logs of samples, of unusable recordings, and merged ones are valid by the schema of
# the standard. Exit code 77: there is no schema, or nothing to validate with.
set -eu
check=$1 work=$2 schema=${3-}
skip() { echo "skipped: $*"; exit 77; }
rm -rf "$work"
mkdir -p "$work"

python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import jsonschema' 2>/dev/null; then python=$candidate; break; fi
done
[ -n "$python" ] || skip "no python3 with jsonschema (Debian: python3-jsonschema)"

if [ -z "$schema" ]; then
  command -v npm >/dev/null || skip "no npm to fetch the schema with, and no CONDIS_SARIF_SCHEMA"
  (cd "$work" && timeout 120 npm pack --silent @microsoft/jest-sarif >/dev/null 2>&1 &&
    tar xzf ./*.tgz) || skip "the npm package @microsoft/jest-sarif cannot be had"
  schema=$work/package/lib/schemas/sarif-2.1.0-rtm.5.json
fi
[ -s "$schema" ] || skip "there is no schema at $schema"

# The worst of the exit codes is expected, a crash is not.
log() {
  to=$1
  shift
  code=0
  "$check" check --report "sarif=$work/$to" "$@" >/dev/null 2>&1 || code=$?
  [ "$code" -le 3 ] || { echo "check $*: exit code $code"; exit 1; }
}
log samples.sarif traces/samples
log one.sarif traces/samples/drop-handle-dead-at-call
log unusable.sarif no-such-file.jsonl docs tests/golden/bad-binary-junk/junk.bin
log none.sarif traces/samples/flows/t1-two-parties-orderly-tear-down.jsonl
"$check" merge "$work"/*.sarif >"$work/merged" || true
mv "$work/merged" "$work/merged.sarif"

"$python" - "$schema" "$work"/*.sarif <<'PYTHON'
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
kind = jsonschema.validators.validator_for(schema)
results = 0
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        log = json.load(file)
    errors = list(kind(schema).iter_errors(log))
    for error in errors[:5]:
        print(name, "/".join(map(str, error.absolute_path)), error.message[:300])
    if errors:
        sys.exit(1)
    results += len(log["runs"][0]["results"])
    print(name, "is valid:", len(log["runs"][0]["results"]), "results")
# The validator and the schema see a mistake.
log["runs"][0]["invocations"][0].pop("executionSuccessful")
if not list(kind(schema).iter_errors(log)):
    sys.exit("a log without a required property passes as valid")
if results < 100:
    sys.exit("the samples have too few results to show anything")
PYTHON
