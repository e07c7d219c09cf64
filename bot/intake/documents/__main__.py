"""The process that reads one document or page from standard input and writes JSON to standard output:

    python -m bot.intake.documents TYPE MEMORY SECONDS MAX-CHARS URL CONTENT-TYPE

It limits itself before anything else.  Then it writes one JSON object: the result, or the reason for refusing it.
Any other fault of a document ends the process with a non-zero exit code.
"""

from __future__ import annotations

import json
import resource
import sys

from bot.intake.base.file_types import FileType, WebOrigin
from bot.intake.base.unreadable_files import too_much
from bot.intake.base.worded import as_json
from bot.intake.documents.reading import read
from retrieval.domain.errors import UnusableArticle

# Modules are opened one at a time to be imported; the document itself is open already.
MAX_OPEN_FILES = 32


def confine(memory: int, seconds: int) -> None:
    """Limit memory (bytes) and processor time; forbid writing files, starting processes and dumping core."""
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def main() -> None:
    kind, memory, seconds, max_chars, url, content_type = sys.argv[1:]
    confine(int(memory), int(seconds))
    try:
        with open(0, "rb", closefd=False) as file:
            result = read(file, FileType(kind), int(max_chars), WebOrigin(url or None, content_type))
    except UnusableArticle as error:
        result = as_json(error.wording)
    except MemoryError:
        result = as_json(too_much(FileType(kind)).wording)
    sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace"))


if __name__ == "__main__":
    main()
