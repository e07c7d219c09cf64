#!/bin/sh
# Remove from the image's packages what the bot never runs:  slim.sh VENV
#
# For the image only, after everything is installed; an ordinary .venv stays as pip makes it.  The image's build then
# runs trial.py, which fails if too much was removed.
set -eu

venv=$1
cd "$venv"/lib/python3*/site-packages

# tokenizers requires the client of Hugging Face's hub and its dependencies, ONNX Runtime requires protobuf and
# flatbuffers: to fetch and to convert models.  The model here is a file, and running it imports neither.
# htmldate requires dateparser, and that the next two, to guess dates, which the bot does not do.
"$venv/bin/python" -m pip -qq uninstall --yes \
    huggingface-hub hf-xet fsspec filelock tqdm httpx2 httpcore2 truststore flatbuffers protobuf \
    dateparser pytz regex setuptools pip

# A second copy of ONNX Runtime, for programs in C (the Python module has its own), and tools to convert models.
rm -rf onnxruntime/capi/libonnxruntime.so.* onnxruntime/transformers onnxruntime/tools onnxruntime/quantization

# babel's number formats of every country: courlan uses only its names of languages.  lxml's files for programs in C, and
# its second way to build trees.
rm -rf babel/locale-data babel/messages lxml/includes lxml/isoschematron lxml/objectify.*

# pygments' lexers: rich uses them to colour code, which the bot never prints.
find pygments/lexers -name '*.py' ! -name '__init__.py' ! -name '_mapping.py' -delete

# The packages' own tests and stubs, and all bytecode: trial.py makes that of the modules it imports again.
find . -depth -type d \( -name tests -o -name __pycache__ \) -exec rm -rf {} \;
find . -name '*.pyi' -delete
