#!/usr/bin/env bash
# Prints the data folder of the organisation that the commands are about: the one that PLUMBLINE_DATA names, else
# `data`, else the sample's while there is no other organisation.
set -euo pipefail

if [ -n "${PLUMBLINE_DATA:-}" ]; then
  echo "$PLUMBLINE_DATA"
elif [ -e content/organisation ] || [ -e content/org.yaml ]; then
  echo data
else
  echo data/sample
fi
