#!/usr/bin/env bash
# Seals closed quarters. Puts the seals and notes on them into a folder, and `changed` and `status` (the exit code of
# `npm run seal`) into the step's outputs. Accepts restatements when ACCEPT gives a reason. Usage: seal.sh FOLDER
set -euo pipefail

sealed=$1
before=$(mktemp -d)
data=$("$(dirname "${BASH_SOURCE[0]}")/data-folder.sh")
mkdir -p "$sealed" "$data/seals"
cp -R "$data/seals" "$before"

status=0
npm run seal -- ${ACCEPT:+--accept "$ACCEPT"} || status=$?

changed=false
if ! diff --recursive --brief "$before/seals" "$data/seals"; then
  changed=true
  cp -R "$data/seals" "$sealed"
  node scripts/setup.mjs scripts/sealNotes.ts --before "$before" > "$sealed/notes.md"
fi
echo "changed=$changed" >> "$GITHUB_OUTPUT"
echo "status=$status" >> "$GITHUB_OUTPUT"
