#!/bin/sh
# usage: run_blocks.sh BIN SOURCE WORK DOCUMENT
#
# Does what DOCUMENT tells its readers to do, with the programs in BIN first on the path, in a
# directory of links to the files of SOURCE, so that what a block writes stays in WORK:
#   ```sh       is run by `sh -eu` and has to succeed; what it prints does not matter
#   ```console  every "$ command" ("> " continues it) is run, and has to print what stands
#               below it, standard error included; `$ echo $?` shows the exit code
# Both are left out below a line `<!-- not run: REASON -->`. Links to files must lead to one.
# UPDATE_DOCS=1 writes what the commands print into DOCUMENT instead; review the diff.
set -eu
bin=$1 source=$2 work=$3 document=$4
rm -rf "$work"
mkdir -p "$work/parts" "$work/top"
for entry in "$source"/*; do ln -s "$entry" "$work/top/"; done
PATH=$bin:$PATH
export PATH
failed=0
fail() { echo "$document:$*" >&2; failed=1; }

# parts/LINE.KIND, in the order of the document: text, sh or console.
awk -v parts="$work/parts" '
  function part(kind) { if (file) close(file); file = sprintf("%s/%06d.%s", parts, NR, kind) }
  BEGIN { part("text") }
  !fence && /^```/ {
    print > file
    fence = 1
    runs = !skip && /^```(sh|console)$/
    if (runs) part(substr($0, 4))
    next
  }
  fence && /^```$/ { fence = skip = 0; if (runs) part("text") }
  { print > file }
  !fence && NF { skip = /^<!-- not run: .+ -->$/ }
' "$document"

# A console block as a script that prints each command in front of what the command prints.
session() {
  awk '
    function run() {
      if (shown) printf "status=$?\ncat <<\"=EOT=\"\n%s\n=EOT=\n(exit $status)\n%s\n", shown, command
    }
    /^\$ / { run(); shown = $0; command = substr($0, 3); open = 1; next }
    /^> / && open { shown = shown "\n" $0; command = command "\n" substr($0, 3); next }
    { open = 0 }
    END { run() }
  ' "$1"
}

blocks=0
for part in "$work"/parts/*; do
  line=$(basename "$part" | sed 's/^0*//; s/[.].*//')
  case $part in
    *.text) cat "$part" ;;
    *.sh)
      cat "$part"
      (cd "$work/top" && exec sh -eu "$part") >"$work/output" 2>&1 </dev/null || {
        fail "$line: the block ends in exit code $?, having printed"
        cat "$work/output" >&2
      }
      blocks=$((blocks + 1)) ;;
    *.console)
      session "$part" >"$part.script"
      (cd "$work/top" && exec sh "$part.script") 2>&1 </dev/null || :
      blocks=$((blocks + 1)) ;;
  esac
done >"$work/actual"
if grep -nE 'internal error:|Sanitizer:|runtime error:' "$work/actual" >&2; then
  fail " a command crashed"
fi

for link in $(grep -o '\](\([^)#]*\)' "$document" | cut -c3- | grep -v '^https*:'); do
  [ -e "$(dirname "$document")/$link" ] || fail " the link to $link leads nowhere"
done

if ! cmp -s "$document" "$work/actual"; then
  if [ -n "${UPDATE_DOCS-}" ] && [ $failed = 0 ]; then
    cp "$work/actual" "$document"
    echo "written: $document"
  else
    diff -u "$document" "$work/actual" >&2 || :
    fail " its commands print something else; UPDATE_DOCS=1 ctest -R docs rewrites it"
  fi
fi
echo "$document: $blocks blocks run"
exit $failed
