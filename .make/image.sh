#!/bin/sh
# Build the image `onrecord` with docker, podman or buildah.  A docker client without a running engine does not count.
set -eu

if docker info >/dev/null 2>&1; then
    exec docker build --tag onrecord .
elif command -v podman >/dev/null; then
    exec podman build --format docker --tag onrecord .
elif command -v buildah >/dev/null; then
    exec buildah bud --format docker --tag onrecord .
fi
echo "make image needs a running docker, or podman or buildah (sudo apt install buildah)." >&2
exit 1
