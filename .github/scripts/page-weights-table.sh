#!/usr/bin/env bash
# Turns what weigh-pages.sh wrote into Markdown. A line that is anything but that is refused: the file comes from a build
# that anybody may have changed. Usage: page-weights-table.sh FILE
set -euo pipefail

line='^([a-z0-9-]{1,40})	([0-9]{1,7})	([0-9]{1,9})	([0-9]{1,9})	([A-Za-z0-9/._-]{1,200})$'

echo '### What the pages weigh'
echo
echo 'HTML, compressed with gzip, by the first part of the path.'
echo
echo '| pages | number | median, kB | largest, kB | the largest |'
echo '| --- | ---: | ---: | ---: | --- |'
number=0
while IFS= read -r text; do
  number=$((number + 1))
  if [ "$number" -gt 40 ] || [[ ! $text =~ $line ]]; then
    echo "$1:$number: no line of weigh-pages.sh" >&2
    exit 1
  fi
  printf '| %s | %d | %s | %s | `%s` |\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" \
    "$((BASH_REMATCH[3] / 1000)).$((BASH_REMATCH[3] % 1000 / 100))" \
    "$((BASH_REMATCH[4] / 1000)).$((BASH_REMATCH[4] % 1000 / 100))" "${BASH_REMATCH[5]}"
done < "$1"
