#!/usr/bin/env bash
# Publishes a release of a tag that exists, with the files of a folder. Usage: publish-release.sh TAG FOLDER
set -euo pipefail

gh release create "$1" --verify-tag --title "$1" --generate-notes "$2"/*
