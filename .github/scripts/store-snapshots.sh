#!/usr/bin/env bash
# Applies what the shards read, a patch of each, and commits the snapshots to the branch `snapshots`: nothing but
# the folder of snapshots, on top of what was restored. A patch that touches anything else, or makes a symbolic link, is refused. Usage: store-snapshots.sh FOLDER_OF_PATCHES
set -euo pipefail

patches=$1
with_token() { git -c credential.helper='!gh auth git-credential' "$@"; }

scripts=$(dirname "${BASH_SOURCE[0]}")
"$scripts/restore-snapshots.sh"
snapshots=$("$scripts/data-folder.sh")/snapshots

read_anew=0
for patch in "$patches"/*.patch; do
  [ -s "$patch" ] || continue
  if git apply --numstat -z "$patch" | tr '\0' '\n' | cut -f 3- | grep -v "^$snapshots/" ||
    grep --text -E '^(new file mode|new mode) 1[26]0000' "$patch"; then
    echo "::error::$(basename "$patch") changes more than files of $snapshots."
    exit 1
  fi
  git apply --include="$snapshots/*" "$patch"
  read_anew=$((read_anew + 1))
done
if [ "$read_anew" -eq 0 ]; then
  echo 'Nothing was read that is not stored.'
  exit 0
fi

parent=()
if git rev-parse --quiet --verify origin/snapshots >/dev/null; then parent=(-p origin/snapshots); fi
git read-tree --empty
git add "$snapshots"
git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
commit=$(git commit-tree "$(git write-tree)" "${parent[@]}" -m "Snapshots of $(date --utc --iso-8601)")
with_token push origin "$commit:refs/heads/snapshots"
