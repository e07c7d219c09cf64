"""Try in the image, as the last step of its build, everything that slim.sh or root.sh could have left out.

What is imported here also gets its bytecode: nobody can write it in the image later.
"""

import ast
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

# Left out of the image on purpose: torch, for models by name, and what only type checkers need.
ELSEWHERE = ("torch", "transformers", "sentence_transformers", "_typeshed")
# In the image only if it was built with requirements-postgres.txt.
POSTGRES = ("psycopg", "storage.database.postgres") if find_spec("psycopg") is None else ()
QUESTION = "what did Hill say?"
PAGE = """<!doctype html><html><head><title>Bridge to close</title></head><body><main><h1>Bridge to close</h1>
<p>The harbour bridge will close on Monday, the city said on Friday. Trams will stop at the fish market.</p>
<p>“We found rust in its piers,” said Mara Lindqvist, the city engineer, who had looked for it.</p>
</main></body></html>"""
ANSWER = '"When people are together, relations improve."'


def sources(package: str) -> Iterator[Path]:
    spec = find_spec(package)
    assert spec is not None
    for folder in spec.submodule_search_locations or ():
        yield from Path(folder).rglob("*.py")


def imported(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, late imports included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def onrecord(*arguments: str, data: str, stdin: str = "") -> str:
    command = ["onrecord", *arguments, "--data", data]
    ran = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    print(ran.stdout, ran.stderr, sep="")
    assert ran.returncode == 0, command
    return ran.stdout


names = {name for package in ("bot", "retrieval", "storage") for path in sources(package) for name in imported(path)}
for name in sorted(names):
    if not any(name == left or name.startswith(f"{left}.") for left in (*ELSEWHERE, *POSTGRES)):
        import_module(name)

with tempfile.TemporaryDirectory() as folder:
    assert ANSWER in onrecord("run", data=folder, stdin=f"{QUESTION}\n")
    assert ANSWER in onrecord("ask", QUESTION, data=folder).replace("\n", " ")
    Path(folder, "page.html").write_text(PAGE, "utf-8")
    onrecord("add", f"{folder}/page.html", data=folder)
    assert "We found rust in its piers" in onrecord("ask", "what did Lindqvist say?", data=folder)
    onrecord("doctor", data=folder)

assert ssl.create_default_context().get_ca_certs()
assert ZoneInfo("Europe/Belgrade").key
assert time.tzname[0] == "UTC"
assert Path("/data").owner() == "onrecord"
assert not shutil.which("sh"), "a shell came along"
