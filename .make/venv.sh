#!/bin/sh
# Make .venv with pip in it, without root.  A working one is kept; a half-made or moved one is replaced.
#
# Debian's python3 lacks ensurepip (it is in the package python3-venv), so `python3 -m venv` can fail on a fresh
# machine.  Then pip comes from the system's pip or, if there is none, from Debian's own package of it: only root can
# install a package, but anyone can download and unpack it.
set -eu

fail() {
    echo "$*" >&2
    exit 1
}

pip_from_debian() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return
    scratch=$here/.venv/apt
    roots=/etc/ssl/certs/ca-certificates.crt
    mkdir -p "$scratch/state/lists/partial" "$scratch/cache/archives/partial"
    apt() {
        apt-get -qq -o Dir::State="$scratch/state" -o Dir::State::lists="$scratch/state/lists" \
            -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$scratch/cache" \
            -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
    }
    apt update || true # a third-party source may fail; that does not matter
    (cd "$scratch" && apt download python3-pip-whl && dpkg-deb -x python3-pip-whl_*.deb .) &&
        .venv/bin/python -m zipfile -e "$scratch"/usr/share/python-wheels/pip-*.whl "$scratch/wheel" || return
    # Debian's pip trusts the system's certificates.  If there are none, let it use those that pip carries.
    [ -e "$roots" ] || sed -i "s|'$roots'|__file__.replace('core.py', 'cacert.pem')|" \
        "$scratch/wheel/pip/_vendor/certifi/core.py"
    .venv/bin/python "$scratch/wheel/pip" -qq install --ignore-installed pip && rm -rf "$scratch"
}

# pip writes a package's RECORD last: without it the package is half installed, pip itself included.
sound='import sys; from importlib.metadata import distribution as d
sys.exit(sys.version_info < (3, 11) or not d("pip").read_text("RECORD"))'
here=$(pwd -P)
if [ "$(cat .venv/.home 2>/dev/null || echo "$here")" = "$here" ] && .venv/bin/python -c "$sound" 2>/dev/null; then
    for package in .venv/lib/python3*/site-packages/*.dist-info; do
        [ -e "$package/RECORD" ] || rm -rf "$package" # else pip would say "already satisfied"
    done
else
    set -- python3 python3.14 python3.13 python3.12 python3.11
    [ -z "${PYTHON:-}" ] || set -- "$PYTHON"
    for python; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
        python=
    done
    [ -n "$python" ] ||
        fail "On Record needs Python 3.11 or newer, and found none as: $* (name one with PYTHON=…)."
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        "$python" -m venv --without-pip .venv
        "$python" -m pip -qq --python .venv/bin/python install pip 2>/dev/null || pip_from_debian || true
        .venv/bin/python -c "$sound" 2>/dev/null ||
            fail "Python came without pip here: run \"sudo apt install python3-venv\", then make again."
    fi
fi
echo "$here" >.venv/.home
