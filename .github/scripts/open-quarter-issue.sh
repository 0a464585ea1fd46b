#!/usr/bin/env bash
# Opens an issue whose first line is its title and whose rest is its text; nothing where the file is empty, or where an
# issue of that title is there. Usage: open-quarter-issue.sh FILE
set -euo pipefail

if [ ! -s "$1" ]; then
  echo 'No quarter has ended: there is nothing to do.'
  exit 0
fi
title=$(head -n 1 "$1" | sed 's/^# //')
known=$(gh issue list --state all --search "in:title \"$title\"" --json title --jq '.[].title')
if grep --quiet --line-regexp --fixed-strings "$title" <<< "$known"; then
  echo "There is an issue “$title” already."
  exit 0
fi
tail -n +2 "$1" | gh issue create --title "$title" --body-file -
