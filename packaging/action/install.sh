#!/usr/bin/env bash
# Installs the command from the archive of a release, after its checksum was compared.
#   VTLKIT_VERSION    the version, such as 0.1.0
#   VTLKIT_DOWNLOADS  where the archives of the version are, if not on GitHub
#   VTLKIT_FOLDER     where the command is put
set -euo pipefail

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) target=x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc ;;
    MINGW*-aarch64 | MSYS*-aarch64) target=aarch64-pc-windows-msvc ;;
    *)
        echo "vtlkit has no archive for $(uname -s) on $(uname -m): use \`npx vtlkit\` instead of the action" >&2
        exit 2
        ;;
esac
if [[ ! "$VTLKIT_VERSION" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
    echo "\`$VTLKIT_VERSION\` is no version: write one such as 0.1.0" >&2
    exit 2
fi
from="${VTLKIT_DOWNLOADS:-https://github.com/vtlkit/vtlkit/releases/download/v$VTLKIT_VERSION}"
archive="vtlkit-$target.tar.gz"
mkdir -p "$VTLKIT_FOLDER"
cd "$VTLKIT_FOLDER"
for file in "$archive" "$archive.sha256"; do
    if ! curl --fail --silent --show-error --location --retry 3 --output "$file" "$from/$file"; then
        echo "$from/$file cannot be downloaded: is there a release $VTLKIT_VERSION?" >&2
        exit 1
    fi
done
if command -v sha256sum >/dev/null; then
    sha256sum --check --quiet "$archive.sha256"
else
    shasum --algorithm 256 --check --quiet "$archive.sha256"
fi
tar -xzf "$archive" --strip-components 1
if [ -n "${GITHUB_PATH:-}" ]; then
    echo "$VTLKIT_FOLDER" >> "$GITHUB_PATH"
fi
