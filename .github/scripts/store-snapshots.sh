#!/usr/bin/env bash
# Applies what the shards read, a patch of each, and commits the snapshots to the branch `snapshots`: nothing but
# data/snapshots, on top of what was restored. Usage: store-snapshots.sh FOLDER_OF_PATCHES
set -euo pipefail

patches=$1
with_token() { git -c credential.helper='!gh auth git-credential' "$@"; }

"$(dirname "${BASH_SOURCE[0]}")/restore-snapshots.sh"

read_anew=0
for patch in "$patches"/*.patch; do
  [ -s "$patch" ] || continue
  git apply "$patch"
  read_anew=$((read_anew + 1))
done
if [ "$read_anew" -eq 0 ]; then
  echo 'Nothing was read that is not stored.'
  exit 0
fi

parent=()
if git rev-parse --quiet --verify origin/snapshots >/dev/null; then parent=(-p origin/snapshots); fi
git read-tree --empty
git add data/snapshots
git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
commit=$(git commit-tree "$(git write-tree)" "${parent[@]}" -m "Snapshots of $(date --utc --iso-8601)")
with_token push origin "$commit:refs/heads/snapshots"
