#!/bin/sh
# run.sh page|mermaid PROGRAM WORK MERMAID: has headless Chromium load what PROGRAM writes,
# with a script beside it that tries it out and leaves what it found in the page. Run in the
# top directory of the sources. Exit code 77: skipped.
set -eu
name=$1 program=$2 work=$3 mermaid=${4:-}
here=tests/browser

skip() { echo "skipped: $1"; exit 77; }
browser=
for candidate in chromium chromium-browser google-chrome; do
  if command -v "$candidate" >/dev/null; then browser=$candidate; break; fi
done
[ -n "$browser" ] || skip "no Chromium (Debian: apt-get install chromium)"

rm -rf "$work"
mkdir -p "$work"
if [ "$name" = mermaid ] && [ -z "$mermaid" ]; then
  command -v npm >/dev/null || skip "no npm to fetch Mermaid with, and no CONDIS_MERMAID"
  (cd "$work" && timeout 120 npm pack --silent mermaid@10 >/dev/null 2>&1 &&
    tar xzf ./*.tgz package/dist/mermaid.min.js) ||
    skip "the npm package mermaid cannot be had"
  mermaid=$work/package/dist/mermaid.min.js
fi
[ "$name" != mermaid ] || [ -s "$mermaid" ] || skip "there is no Mermaid at $mermaid"
# Whatever the verdict is: 0, 1 and 3 are answers.
answer() { "$@" || [ $? -eq 1 ] || [ $? -eq 3 ]; }

# The page's text after the script has run; it ends in "passed" if nothing is amiss.
load() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars \
    --user-data-dir="$work/profile" --virtual-time-budget=60000 --dump-dom "$@" \
    2>"$work/browser.log" >"$work/dom.html"
  sed -n '/<pre id="outcome">/,/<\/pre>/p' "$work/dom.html" |
    sed 's/.*<pre id="outcome">//; s/<\/pre>.*//' >"$work/outcome.txt"
  cat "$work/outcome.txt"
  grep -q '^passed$' "$work/outcome.txt"
}

if [ "$name" = page ]; then
  answer "$program" check --report html="$work/report.html" \
    traces/samples/drop-handle-dead-at-call/violated-*.jsonl \
    traces/samples/indrop-context-echo/violated-*.jsonl \
    traces/samples/drop-complete-status/*.jsonl \
    traces/samples/flows/partial-events-lost.jsonl >"$work/check.txt" 2>&1
  { cat "$work/report.html"; echo '<script>'; cat $here/page.js; echo '</script>'; } \
    >"$work/page.html"
  # 0 is dark, 1 is light.
  for scheme in 1 0; do
    echo "colour scheme $scheme"
    load --window-size=1200,900 --blink-settings=preferredColorScheme=$scheme \
      "file://$work/page.html"
  done
  echo "phone"
  load --window-size=500,800 "file://$work/page.html"
else
  {
    echo '<!DOCTYPE html><meta charset="utf-8"><body>'
    for sample in traces/samples/in*/violated-*.jsonl; do
      answer "$program" report "$sample" >"$work/report.md"
      echo '<script type="text/plain" class="chart">'
      sed -n '/^```mermaid$/,/^```$/p' "$work/report.md" | sed '/^```/d'
      echo '</script>'
    done
    echo '<script>'
    cat "$mermaid"
    echo '</script><script>'
    cat $here/mermaid.js
    echo '</script>'
  } >"$work/page.html"
  load "file://$work/page.html"
fi
