#!/bin/sh
# usage: run_workflows.sh BIN SOURCE WORK DOCUMENT FILE...
#
# Runs the scripts (run:, script:) of each workflow in DOCUMENT, a ```yaml block, as far as a
# shell can: without those that install. They have to end in 0 for a recording that holds and
# in 1 for one that breaks a rule, and to write each FILE, whatever the outcome.
set -eu
bin=$1 source=$2 work=$3 document=$4
shift 4
rm -rf "$work"
mkdir -p "$work/scripts"

# scripts/LINE-OF-BLOCK, the scripts of one block in their order.
awk -v scripts="$work/scripts" '
  /^```yaml$/ { file = sprintf("%s/%06d", scripts, NR); next }
  /^```/ { file = ""; inside = 0; next }
  !file { next }
  {
    match($0, /^ */)
    if (inside && (RLENGTH > indent || !NF)) { print > file; next }
    inside = 0
  }
  /^ *- (run|script): / {
    indent = RLENGTH + 2
    text = $0
    sub(/^ *- (run|script): /, "", text)
    if (text == "|") { inside = 1; indent = RLENGTH }
    else if (text !~ /bootstrap$/) print text > file
  }
' "$document"

count=0
for script in "$work"/scripts/*; do
  for outcome in 0 1; do
    top=$work/$(basename "$script")-$outcome
    mkdir -p "$top/recordings" "$top/build/release" "$top/condis/build/release"
    ln -s "$bin" "$top/build/release/checker"
    ln -s "$bin" "$top/condis/build/release/checker"
    echo '{"baseline": 1, "findings": []}' >"$top/known.json"
    sample=flows/t1-two-parties-orderly-tear-down
    [ $outcome = 0 ] || sample=drop-handle-dead-at-call/violated-crash
    cp "$source/traces/samples/$sample.jsonl" "$top/recordings/"
    code=0
    (cd "$top" && GITHUB_STEP_SUMMARY=summary.md PIPELINE_WORKSPACE=$top sh -e "$script") \
      >"$top/output" 2>&1 </dev/null || code=$?
    if [ "$code" != $outcome ]; then
      echo "$document: the workflow in line $(basename "$script") ends in $code, not $outcome:"
      cat "$script" "$top/output"
      exit 1
    fi
    count=$((count + 1))
  done
done
for file in "$@"; do
  for outcome in 0 1; do
    written=$(find "$work" -path "*-$outcome/$file" -size +0)
    [ -n "$written" ] || { echo "no workflow writes $file with outcome $outcome"; exit 1; }
  done
done
[ $count -ge 4 ] || { echo "$document has no workflows"; exit 1; }
echo "$document: $count runs of workflows"
