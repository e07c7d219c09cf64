#!/bin/sh
# Install a lock file, then On Record itself:  packages.sh PYTHON LOCK (--editable PATH | WHEEL)
#
# On systems that the lock file does not cover, and with LOCK=off, pip chooses versions within the ranges of
# pyproject.toml instead, and only constraints.txt pins anything.
set -eu

python=$1
root=$(dirname "$0")/..
lock=$root/$2
shift 2
# The locked packages have wheels for these; CI tries the first of them, Python 3.11 on x86_64.
fits='import platform, sys
sys.exit(not (
    sys.implementation.name == "cpython" and (3, 11) <= sys.version_info[:2] <= (3, 14)
    and sys.platform == "linux" and platform.libc_ver()[0] == "glibc" and platform.machine() in ("x86_64", "aarch64")
))'

if [ "${LOCK:-on}" != off ] && "$python" -c "$fits"; then
    "$python" -m pip -qq install --require-hashes --requirement "$lock"
else
    echo "Not using ${lock##*/}, which is for CPython 3.11 to 3.14 on Linux (glibc; x86_64 or arm64)." >&2
    echo "pip chooses versions within the ranges of pyproject.toml." >&2
fi
# After the lock file, this finds everything in place and adds nothing but On Record itself.
exec "$python" -m pip -qq install "$@" --constraint "$root/constraints.txt"
