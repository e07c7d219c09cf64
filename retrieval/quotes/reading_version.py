"""Compute the version of the reading: a hash of all code that decides what an article is read to say.

A hash rather than a constant raised by hand: one forgotten raise would leave old readings beside new ones, unnoticed.
The price is that a mere renaming has every stored article read again.  The code names the SHA-256 of the weights, so
new weights change the hash too; versions of other people's libraries do not.
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

# Plain patterns, not ast or tokenize: what those make of a source differs between versions of Python, and takes 100 ms.
# They are compiled where they are used: most processes read no article.
_STRING = (
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
)
_PROSE = (
    # A docstring has its lines to itself, and neither an open bracket before it nor a closing one after.
    r"(?<![(\[{,=+])\n *+r?\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"(?=\n(?!\s*[)\]}]))"
    r"|#[^\n]*"
    # In a string a # opens no comment, and three quotation marks no docstring.
    rf"|(?P<string>{_STRING})"
)
_IMPORT = r"(?:from|import) (retrieval[\w.]*)(?: import (\([^)]*\)|.*))?"


@functools.cache
def reading_version(sources: Path = SOURCES) -> str:
    """Return 12 hex digits, the same on every Python and machine.

    Every revision is stored with the version that read it, and is read again once the version has changed.  It takes
    some 10 ms, once a process, and only where articles are read or counted for reading again.
    """
    digest = hashlib.sha256()
    for name, code in sorted(reading_code(sources).items()):
        digest.update(f"{name}\n{code}\n".encode())
    return digest.hexdigest()[:12]


def reading_code(sources: Path) -> dict[str, str]:
    """Return the code of each module that the reader imports, itself included, also indirectly and late; by name."""
    found: dict[str, str] = {}
    waiting = [READER]
    while waiting:
        name = waiting.pop()
        file = _file(sources, name)
        if name not in found and file is not None:
            found[name] = without_prose(file.read_text(encoding="utf-8"))
            waiting += _imported(found[name])
    return found


def _file(sources: Path, module: str) -> Path | None:
    """Return a module's source; None if the name is no module's: it may be a class, imported from one."""
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
