"""Compute the version of the reading: a hash of all code that decides what an article is read to say.

A hash rather than a constant raised by hand: one forgotten raise would leave old readings beside new ones, unnoticed.
The price: after a mere renaming, every stored article is read again.  The code contains the SHA-256 of the weights, so
new weights change the hash too; new versions of libraries do not.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

READER = "retrieval.quotes.article_reader"
SOURCES = Path(__file__).parents[2]
"""The folder that holds the package."""

# Plain patterns, not ast or tokenize: their results differ between versions of Python, and they take 100 ms.  The
# patterns are compiled at the first use, because most processes read no article.
_STRING = (
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
)
_PROSE = (
    # A docstring stands on lines of its own, without an open bracket before it or a closing one after it.
    r"(?<![(\[{,=+])\n *+r?\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"(?=\n(?!\s*[)\]}]))"
    r"|#[^\n]*"
    # In a string a # opens no comment, and three quotation marks no docstring.
    rf"|(?P<string>{_STRING})"
)
_IMPORT = r"(?:from|import) (retrieval[\w.]*)(?: import (\([^)]*\)|.*))?"


@functools.cache
def reading_version(sources: Path = SOURCES) -> str:
    """Return 12 hex digits, the same on every Python and machine.

    Every revision is stored with the version that read it, and is read again once the version has changed.  The first
    call in a process takes 10 to 30 ms.  Raise RuntimeError if On Record is installed without its source files.
    """
    digest = hashlib.sha256()
    for name, code in sorted(reading_code(sources).items()):
        digest.update(f"{name}\n{code}\n".encode())
    return digest.hexdigest()[:12]


def reading_code(sources: Path) -> dict[str, str]:
    """Return by name the code of the reader and of each module that it imports, directly or not, early or late."""
    found: dict[str, str] = {}
    waiting = [READER]
    while waiting:
        name = waiting.pop()
        file = _file(sources, name)
        if name not in found and file is not None:
            found[name] = without_prose(file.read_text(encoding="utf-8"))
            waiting += _imported(found[name])
            # A module may read a list that lies beside it.
            if (words := file.with_suffix(".txt")).is_file():
                found[name] += words.read_text(encoding="utf-8")
    if READER not in found:
        # In a zip file or with bytecode alone, every version would have the same hash: that of nothing.
        raise RuntimeError(f"the source of {READER} is not in {sources}; install On Record with its .py files")
    return found


def _file(sources: Path, module: str) -> Path | None:
    """Return the source file of a module; None if the name is not a module's but, for example, a function's."""
    path = f"{sources}/{module.replace('.', '/')}"
    return next((f for f in (Path(f"{path}.py"), Path(f"{path}/__init__.py")) if f.is_file()), None)


def _imported(code: str) -> Iterator[str]:
    for module, names in re.findall(_IMPORT, code):
        yield module
        # `from retrieval.text import sentences` imports a module; `from retrieval.text.sentences import X` a name.
        yield from (f"{module}.{name}" for name in re.findall(r"\w+", names) if name.islower())


def without_prose(source: str) -> str:
    """Return Python source without comments, docstrings and blank lines."""
    code = re.sub(_PROSE, r"\g<string>", f"\n{source}", flags=re.DOTALL)
    return "\n".join(line for line in map(str.rstrip, code.splitlines()) if line)
