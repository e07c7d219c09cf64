#!/bin/sh
# Write requirements.txt, requirements-postgres.txt and requirements-dev.txt from pyproject.toml:  lock.sh UV [--upgrade]
#
# A version that is locked already stays if it still fits.  --upgrade takes the newest of everything, and
# --upgrade-package NAME of one package.
set -eu

uv=$1
shift
lock() { "$uv" --config-file .make/lock.toml pip compile --quiet "$@"; }

# The development tools limit some runtime packages, so they are resolved first.
lock pyproject.toml --all-extras --constraint constraints.txt --output-file requirements-dev.txt "$@"
lock pyproject.toml --constraint requirements-dev.txt --output-file requirements.txt
lock pyproject.toml --extra postgres --constraint requirements-dev.txt --output-file requirements-postgres.txt
