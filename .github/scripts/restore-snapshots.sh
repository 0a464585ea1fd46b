#!/usr/bin/env bash
# Puts the snapshots of the branch `snapshots` in the place of the checkout's own; without that branch those stay.
# They are staged, so that git can tell what is read afterwards. Needs GH_TOKEN for a private repository.
set -euo pipefail

with_token() { git -c credential.helper='!gh auth git-credential' "$@"; }

data=$("$(dirname "${BASH_SOURCE[0]}")/data-folder.sh")
mkdir -p "$data/snapshots"
status=0
with_token ls-remote --exit-code origin refs/heads/snapshots || status=$?
case $status in
  0)
    with_token fetch --depth=1 origin +refs/heads/snapshots:refs/remotes/origin/snapshots
    if git cat-file -e "origin/snapshots:$data/snapshots"; then
      git restore --source=origin/snapshots --staged --worktree "$data/snapshots"
    fi
    ;;
  2) echo 'There is no branch "snapshots" yet: the facts are those of the checkout.' ;;
  *) exit "$status" ;;
esac
