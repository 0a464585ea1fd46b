#!/usr/bin/env bash
# Comments the table of page weights on the open pull request of HEAD_OWNER's branch HEAD_BRANCH, or updates the comment
# that is there. Usage: comment-page-weights.sh FILE
set -euo pipefail

marker='<!-- page weights -->'
body=$(mktemp)
{
  echo "$marker"
  "$(dirname "$0")/page-weights-table.sh" "$1"
} > "$body"

pull=$(gh api --method GET 'repos/{owner}/{repo}/pulls' --field state=open --field "head=$HEAD_OWNER:$HEAD_BRANCH" \
  --jq '.[0].number // empty')
if [ -z "$pull" ]; then
  echo 'The pull request is closed: there is nothing to comment.'
  exit 0
fi
comment=$(gh api --paginate "repos/{owner}/{repo}/issues/$pull/comments" \
  --jq ".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$marker\"))) | .id" | head -n 1)
if [ -n "$comment" ]; then
  gh api --silent --method PATCH "repos/{owner}/{repo}/issues/comments/$comment" --field "body=@$body"
else
  gh api --silent --method POST "repos/{owner}/{repo}/issues/$pull/comments" --field "body=@$body"
fi
