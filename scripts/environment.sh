#!/usr/bin/env bash
# Create a virtual environment from a lock: environment.sh FOLDER LOCK
# PYTHON names the interpreter; without it, the first one that is new enough is taken.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 lock=$2

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    {
        echo "Duecourse needs Python 3.11 or newer, and none was found."
        echo "${PYTHON:-python3} is: $("${PYTHON:-python3}" --version 2>&1 || true)"
        echo "Install a newer one, or name it: make PYTHON=/path/to/python3.12 run"
    } >&2
    return 1
}

python=$(find_python)
echo "Setting up $folder from $lock with $("$python" --version); this happens once per change of the lock."
rm -rf "$folder"
if ! "$python" -m venv "$folder"; then
    rm -rf "$folder"
    echo "$python could not create a virtual environment. On Debian and Ubuntu: install python3-venv." >&2
    exit 1
fi

install() { "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
install --require-hashes -r "$lock"
install --no-deps --no-build-isolation --editable .
touch "$folder/.complete"
