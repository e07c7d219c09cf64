#!/bin/sh
# Leave out of the image's packages what the bot never runs:  slim.sh VENV
#
# For the image alone, after everything is installed; an ordinary .venv is left as pip makes it.  The image's build
# then runs trial.py: whoever leaves out too much here learns it there.
set -eu

venv=$1
cd "$venv"/lib/python3*/site-packages

# tokenizers asks for the client of Hugging Face's hub and what that asks for, ONNX Runtime for protobuf and
# flatbuffers: to fetch and to convert models.  The model here is a file, and neither is imported to run it.
# htmldate asks for dateparser and that for the next two: to guess at days, which the bot does not.
"$venv/bin/python" -m pip -qq uninstall --yes \
    huggingface-hub hf-xet fsspec filelock tqdm httpx2 httpcore2 truststore flatbuffers protobuf \
    dateparser pytz regex setuptools pip

# ONNX Runtime a second time, for programs in C: the Python module holds its own.  And its tools to convert models.
rm -rf onnxruntime/capi/libonnxruntime.so.* onnxruntime/transformers onnxruntime/tools onnxruntime/quantization

# How every country writes its numbers: courlan asks babel for the names of languages alone.  What lxml has for programs
# in C, and its second way to build trees.
rm -rf babel/locale-data babel/messages lxml/includes lxml/isoschematron lxml/objectify.*

# How every programming language is coloured: rich asks pygments for it where it prints code, which the bot does not.
find pygments/lexers -name '*.py' ! -name '__init__.py' ! -name '_mapping.py' -delete

# The packages' own tests and stubs, and the bytecode of whatever is never imported: trial.py makes the rest anew.
find . -depth -type d \( -name tests -o -name __pycache__ \) -exec rm -rf {} \;
find . -name '*.pyi' -delete
