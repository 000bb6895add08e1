#!/usr/bin/env bash
# Lints with annotations, and writes a report in SARIF where one is asked for.
#   VTLKIT_PATHS      files and folders, one a line
#   VTLKIT_ARGUMENTS  further arguments, one a line
#   VTLKIT_SARIF      the file of the report, or nothing
set -euo pipefail

words=()
for list in "$VTLKIT_ARGUMENTS" "$VTLKIT_PATHS"; do
    while IFS= read -r word; do
        if [ -n "$word" ]; then words+=("$word"); fi
    done <<< "$list"
done
if [ -n "$VTLKIT_SARIF" ]; then
    words+=(--output "sarif:$VTLKIT_SARIF")
fi
vtlkit lint --output github "${words[@]}"
