#!/usr/bin/env bash
# Write the locks again: versions and hashes, no addresses. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
        "${@:2}" --output-file "$1"
    if grep -nE '://|--(extra-)?index-url|--find-links' "$1"; then
        echo "$1 holds an address; a lock is versions and hashes only." >&2
        exit 1
    fi
}

compile requirements.lock pyproject.toml requirements.in "$@"
compile requirements-dev.lock pyproject.toml requirements-dev.in "$@"
compile bench/peers.txt bench/peers.in --python-version 3.11 "$@"
