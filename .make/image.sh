#!/bin/sh
# Build the image `onrecord` with docker, podman or buildah, on $BASE_IMAGE and with $REQUIREMENTS if these are set.
#
# A docker client without a running engine does not count.
set -eu

# shellcheck disable=SC2086  empty, it is no argument
set -- ${BASE_IMAGE:+--build-arg BASE_IMAGE=$BASE_IMAGE} ${REQUIREMENTS:+--build-arg REQUIREMENTS=$REQUIREMENTS}

if docker info >/dev/null 2>&1; then
    exec docker build --tag onrecord "$@" .
elif command -v podman >/dev/null; then
    exec podman build --format docker --tag onrecord "$@" .
elif command -v buildah >/dev/null; then
    exec buildah bud --format docker --tag onrecord "$@" .
fi
echo "make image needs a running docker, or podman or buildah (sudo apt install buildah)." >&2
exit 1
