"""Ask LangChain + FAISS in a venv and a process of its own: both ends of the pipe, one JSON object a line.

The process runs this module from the checkout, so that it finds the packaged weights and, for one of the two encoders,
On Record's own.  Nothing else of On Record is used there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.models.packaged_minilm import packaged_folder
from tests.benchmarks.evaluation.runs import say

ROOT = Path(__file__).parents[3]
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
# As LangChain's users run the weights, by sentence-transformers and torch; and as On Record does, by ONNX Runtime.
ENCODERS = ("torch", "onnx")
# With these characters a chunk it cuts as many chunks as On Record cuts passages: 3.5 an article of Reuters.
CHUNK_CHARS = 300
FOUND = 5
# Torch's threads spin while they wait for each other: beside a busy process, a question then takes 500 ms, not 30.
ENVIRONMENT = {"OMP_WAIT_POLICY": "passive", "HF_HUB_OFFLINE": "1"}


def venv_python(folder: Path) -> Path:
    """Return the Python of the venv in `folder`, made anew unless it holds what the requirements name."""
    python, stamp = folder / "bin" / "python", folder / ".ready"
    wanted = REQUIREMENTS.read_text("utf-8")
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        say(f"installing LangChain, FAISS and torch into {folder} (a few minutes, once)")
        constraints = str(ROOT / "constraints.txt")
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            ["sh", str(ROOT / ".make" / "torch.sh"), str(python)],
            [str(python), "-m", "pip", "-qq", "install", "-r", str(REQUIREMENTS), "--constraint", constraints],
        ):
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        stamp.write_text(wanted, "utf-8")
    return python


class Peer:
    """A running LangChain + FAISS with one of ENCODERS."""

    def __init__(self, python: Path, articles: Path, index: Path, encoder: str) -> None:
        """Start it on a file of article lines; `index` keeps its index between runs.  Its log is written beside it."""
        self._log = index.with_name(f"langchain-{encoder}.log")
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [str(python.absolute()), "-m", "tests.benchmarks.peers.langchain_peer",
                 str(articles.absolute()), str(index.absolute()), encoder],
                cwd=ROOT, env={**os.environ, **ENVIRONMENT}, text=True, encoding="utf-8",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        self.chunks = int(self._line()["chunks"])

    def ask(self, question: str) -> float:
        """Return the milliseconds of one search."""
        print(json.dumps({"question": question}), file=self._stdin, flush=True)
        return float(self._line()["ms"])

    def close(self) -> None:
        self._stdin.close()
        self._process.wait()

    @property
    def _stdin(self) -> IO[str]:
        assert self._process.stdin is not None
        return self._process.stdin

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"LangChain's process ended with {self._process.wait()}; {self._log} says why")
        found: dict[str, Any] = json.loads(line)
        return found


def embeddings(encoder: str) -> Any:
    """Return LangChain's Embeddings by one of ENCODERS."""
    if encoder == "torch":
        from langchain_huggingface import HuggingFaceEmbeddings

        return HuggingFaceEmbeddings(model_name=str(packaged_folder()))
    from langchain_core.embeddings import Embeddings

    class OnRecordEncoder(Embeddings):  # type: ignore[misc]  # LangChain is not installed where types are checked
        def __init__(self) -> None:
            self._encoder = MiniLMEncoder()

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [row.tolist() for row in self._encoder.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return OnRecordEncoder()


def store(articles: Path, index: Path, encoder: str) -> Any:
    """Return LangChain's FAISS store of the articles; with the same weights, either encoder searches the kept index."""
    from langchain_community.vectorstores import FAISS
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    by = embeddings(encoder)
    if not index.exists():
        split = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=0)
        with articles.open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        whole = [f"{row['title']}\n{row['text']}" if row.get("title") else row["text"] for row in rows]
        documents = split.create_documents(whole, [{"id": row["id"]} for row in rows])
        half_made = index.with_suffix(".new")
        FAISS.from_documents(documents, by).save_local(str(half_made))
        half_made.rename(index)
    # It is our own file.
    return FAISS.load_local(str(index), by, allow_dangerous_deserialization=True)


def main() -> None:
    """Say how many chunks there are; then answer each question with the milliseconds that it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("encoder", choices=ENCODERS)
    chosen = parser.parse_args()
    stored = store(chosen.articles, chosen.index, chosen.encoder)
    _print({"chunks": stored.index.ntotal})
    for line in sys.stdin:
        question = json.loads(line)["question"]
        began = time.perf_counter()
        stored.similarity_search(question, k=FOUND)
        _print({"ms": 1000 * (time.perf_counter() - began)})


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
