#!/usr/bin/env bash
# Writes a line for each kind of page of a built site, the first part of its path: kind, how many pages, the bytes of the
# median and of the largest one when compressed with gzip, and the path of the largest. Usage: weigh-pages.sh FOLDER
set -euo pipefail

cd "$1"
tab=$'\t'
find . -name '*.html' | sed 's|^\./||' | while IFS= read -r page; do
  kind=${page%%/*}
  [ "$kind" != "$page" ] || kind=top
  printf '%s\t%d\t%s\n' "$kind" "$(gzip -c "$page" | wc -c)" "$page"
done | LC_ALL=C sort -t "$tab" -k 1,1 -k 2,2n -k 3,3 | awk -F "$tab" '
  function line() {
    if (count) printf "%s\t%d\t%d\t%d\t%s\n", kind, count, bytes[int((count + 1) / 2)], bytes[count], page
  }
  $1 != kind { line(); count = 0 }
  { kind = $1; bytes[++count] = $2; page = $3 }
  END { line() }'
