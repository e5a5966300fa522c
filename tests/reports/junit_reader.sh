#!/bin/sh
# usage: junit_reader.sh CONDIS_CHECK WORK
#
# junitparser reads the JUnit report, and counts what the text report counts. Exit code 77:
# it is not installed.
set -eu
check=$1 work=$2
rm -rf "$work"
mkdir -p "$work"

python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import junitparser' 2>/dev/null; then python=$candidate; break; fi
done
[ -n "$python" ] || {
  echo "skipped: no python3 with junitparser (Debian: python3-junitparser)"
  exit 77
}

code=0
"$check" check --report "junit=$work/report.xml" --report "json=$work/report.jsonl" \
  traces/samples/drop-handle-dead-at-call traces/samples/flows no-such-file.jsonl \
  >/dev/null 2>&1 || code=$?
[ "$code" -eq 2 ] || { echo "check: exit code $code, not 2"; exit 1; }

"$python" - "$work/report.xml" "$work/report.jsonl" <<'PYTHON'
import json
import sys

import junitparser

suites = {suite.name: suite for suite in junitparser.JUnitXml.fromfile(sys.argv[1])}
with open(sys.argv[2], encoding="utf-8") as file:
    recordings = [json.loads(line) for line in file]
if len(recordings) < 10 or len(suites) != len(recordings):
    sys.exit("%d suites of %d recordings" % (len(suites), len(recordings)))
failures = 0
for recording in recordings:
    suite = suites[recording["trace"]]
    broken = {
        finding["rule"]
        for finding in recording["findings"]
        if finding["verdict"] == "violated" and finding["severity"] == "error"
    }
    failed = {
        case.name
        for case in suite
        if any(isinstance(result, junitparser.Failure) for result in case.result)
    }
    gaps = [
        warning
        for warning in recording["warnings"]
        if warning["help"].startswith("what was known before is set aside")
    ]
    errors = 1 if recording["error"] or gaps else 0
    if failed != broken or suite.failures != len(failed) or suite.errors != errors:
        sys.exit("%s: %s, not %s" % (suite.name, sorted(failed), sorted(broken)))
    if suite.tests != len(list(suite)) or suite.tests != len(recording["rules"]) + 1:
        sys.exit("%s: %d cases" % (suite.name, suite.tests))
    failures += len(failed)
print(len(suites), "suites,", failures, "failures")
if failures == 0:
    sys.exit("no failure was read")
PYTHON
