"""The process in which one document or page is read, from standard input, to JSON on standard output:

    python -m bot.intake.documents KIND MEMORY SECONDS LONGEST URL CONTENT-TYPE

It limits itself before anything else, then says what it found, or why it refuses, as one JSON object.
Whatever else is wrong with a document ends it with another exit code than 0.
"""

from __future__ import annotations

import json
import resource
import sys

from bot.intake.base.file_types import FileType, WebOrigin
from bot.intake.documents.reading import read
from retrieval.domain.errors import UnusableArticle

# Modules are opened to be imported, one at a time; the document itself is open already.
OPEN_FILES = 32


def confine(memory: int, seconds: int) -> None:
    """No more memory (bytes) and processor time than this, no file written, no further process, no core dumped."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    kind, memory, seconds, longest, url, content_type = sys.argv[1:]
    confine(int(memory), int(seconds))
    try:
        with open(0, "rb", closefd=False) as file:
            told = read(file, FileType(kind), int(longest), WebOrigin(url or None, content_type))
    except UnusableArticle as error:
        told = {"refused": str(error)}
    except MemoryError:
        told = {"refused": f"takes more time or memory to read than a {kind} may; split it, or save its text"}
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace"))


if __name__ == "__main__":
    main()
