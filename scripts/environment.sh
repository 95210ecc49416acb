#!/usr/bin/env bash
# Bring a virtual environment to what a lock says: environment.sh FOLDER LOCK [apart]
# With `apart`, Duecourse itself stays out of it.
# PYTHON names the interpreter; without it, the first one that is new enough is taken.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 lock=$2 apart=${3:-}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local candidate candidates=(python3 python3.13 python3.12 python3.11 python3.14)
    if [[ -n ${PYTHON:-} ]]; then candidates=("$PYTHON"); fi
    for candidate in "${candidates[@]}"; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    {
        echo "Duecourse needs Python 3.11 or newer. ${candidates[0]} is: $("${candidates[0]}" --version 2>&1 || true)"
        echo "Install a newer one, or say where it is: make PYTHON=/path/to/python3.12 run"
    } >&2
    return 1
}

create() {
    local python
    python=$(find_python)
    echo "Setting up $folder from $lock with $("$python" --version): once, and again when the lock changes."
    rm -rf "$folder"
    if ! "$python" -m venv "$folder"; then
        rm -rf "$folder"
        echo "$python could not create a virtual environment. On Debian and Ubuntu, install python3-venv." >&2
        return 1
    fi
}

install() { "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }

# A lock that was installed whole is kept beside the packages, so a change of pyproject.toml alone costs a second.
if ! { new_enough "$folder/bin/python" && cmp -s "$lock" "$folder/installed.lock"; }; then
    create
    # The lock is complete, so nothing is looked up: what a registry publishes tomorrow cannot matter. An extra such as
    # coverage[toml] would otherwise send pip to the newest release, which has no hash here.
    install --no-deps --require-hashes --only-binary :all: -r "$lock"
    "$folder/bin/python" -m pip check --disable-pip-version-check
    cp "$lock" "$folder/installed.lock"
fi
if [[ -z $apart ]]; then install --no-deps --no-build-isolation --editable .; fi
touch "$folder/.complete"
