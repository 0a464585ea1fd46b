#!/usr/bin/env bash
# Commits the seals to the branch `seals`, made anew on top of the checkout, and opens a pull request for it or brings
# the open one up to date. Usage: propose-seals.sh FOLDER BASE, where the folder holds what seal.sh put there
set -euo pipefail

sealed=$1
base=$2
title='Seal the scorecards of closed quarters'

data=$("$(dirname "${BASH_SOURCE[0]}")/data-folder.sh")
mkdir -p "$data/seals"
cp -R "$sealed/seals/." "$data/seals"
git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
git add "$data/seals"
git commit --quiet --message "$title"
git -c credential.helper='!gh auth git-credential' push --force origin HEAD:refs/heads/seals

open=$(gh pr list --head seals --base "$base" --state open --json number --jq '.[].number')
if [ -n "$open" ]; then
  gh api --silent --method PATCH "repos/{owner}/{repo}/pulls/$open" --field "body=@$sealed/notes.md"
else
  gh pr create --head seals --base "$base" --title "$title" --body-file "$sealed/notes.md"
fi
