#!/bin/sh
# Install the torch that constraints.txt pins:  torch.sh PYTHON
#
# On Linux the ordinary package index has torch for CUDA only, about 3 GB with its dependencies; PyTorch's own index has
# builds for the CPU, marked "+cpu".  It is tried first, once and briefly.  If it does not answer, the configured index
# or find-links may have a "+cpu" build too; the CUDA build is installed only for TORCH=gpu.
set -eu

python=$1
pin=$(sed -n 's/^torch==//p' "$(dirname "$0")/../constraints.txt")
have=$("$python" -c 'from importlib.metadata import version; print(version("torch"))' 2>/dev/null || true)

install() { "$python" -m pip -qq install "$@"; }

if [ "$(uname)" != Linux ] || [ "${TORCH:-cpu}" = gpu ]; then
    # pip takes an installed 2.13.0+cpu for torch==2.13.0.
    case $have in *+cpu) "$python" -m pip -qq uninstall --yes torch ;; esac
    install "torch==$pin"
    exit
fi

case ${TORCH:-keep}:$have in
    *:"$pin+cpu" | keep:"$pin") exit ;;
esac
# Without dependencies: they come from the configured index, with the rest of On Record.
install --no-deps --retries 0 --timeout 10 --index-url https://download.pytorch.org/whl/cpu "torch==$pin+cpu" && exit
echo "PyTorch's CPU index did not give torch $pin; asking the configured index." >&2
install --no-deps "torch==$pin+cpu" && exit
echo "It has no CPU build of torch $pin either.  Try again later, or accept the default build" >&2
echo "(CUDA, about 3 GB) by giving make TORCH=gpu." >&2
exit 1
