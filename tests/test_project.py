"""What the build files promise a newcomer, as far as it shows without installing anything."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import SLOW

ROOT = Path(__file__).parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but the build files, in a folder whose name has a space."""
    folder = tmp_path / "on record"
    shutil.copytree(ROOT / ".make", folder / ".make")
    for path in (ROOT / "Makefile", ROOT / "constraints.txt", ROOT / "pyproject.toml", *ROOT.glob("requirements*.txt")):
        shutil.copy(path, folder)
    return folder


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def make(checkout: Path, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    # MAKEFLAGS of the `make test` that may be running this is none of the inner make's business.
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments],
        cwd=checkout,
        env=inherited | environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def installed(checkout: Path, program: str) -> None:
    """Make the checkout look installed, with `program` in the place of onrecord."""
    script(checkout / ".venv/bin/onrecord", program)
    (checkout / ".venv/.home").write_text(f"{checkout.resolve()}\n", encoding="utf-8")
    (checkout / ".venv/.ready").touch()


def test_make_alone_lists_every_target(checkout: Path) -> None:
    makefile = (checkout / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    listed = re.findall(r"^  make (\w+) ", make(checkout).stdout, flags=re.MULTILINE)
    assert sorted(listed) == sorted(set(phony[0].split()) - {"moved"})


def test_make_run_adds_nothing_to_the_answer(checkout: Path) -> None:
    installed(checkout, 'echo "$@"; cat')
    ran = make(checkout, "run", 'ARGS=--data "a b"', stdin="what did Hill say?\n")
    assert (ran.stdout, ran.stderr) == ("run --data a b\nwhat did Hill say?\n", "")


def test_make_run_fails_when_the_program_fails(checkout: Path) -> None:
    installed(checkout, "exit 3")
    ran = make(checkout, "run")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Error 3" in ran.stderr


@pytest.mark.parametrize("file", ["constraints.txt", "requirements.txt", "requirements-model.txt"])
def test_a_changed_pin_is_installed_before_the_program_runs(checkout: Path, file: str) -> None:
    installed(checkout, "echo ran")
    later = (checkout / ".venv/.ready").stat().st_mtime + 1
    os.utime(checkout / file, (later, later))
    ran = make(checkout, "run", PYTHON="false")
    assert ran.stdout == ""
    assert "Installing" in ran.stderr


def test_a_copied_checkout_does_not_run_the_old_one(checkout: Path, tmp_path: Path) -> None:
    installed(checkout, "echo the old one")
    copy = shutil.copytree(checkout, tmp_path / "copy")
    ran = make(copy, "run", PYTHON="false")
    assert ran.stdout == ""
    assert "Installing" in ran.stderr


def test_an_old_python_is_refused_in_one_sentence(checkout: Path, tmp_path: Path) -> None:
    old = script(tmp_path / "python3.9", "exit 1")
    ran = make(checkout, "run", f"PYTHON={old}")
    assert ran.returncode == 2
    assert f"needs Python 3.11 or newer, and found none as: {old}" in ran.stderr
    assert not (checkout / ".venv").exists()


def torch_calls(checkout: Path, tmp_path: Path, *, have: str, works: str = "", choice: str = "") -> list[str]:
    """What torch.sh asks of a pip which succeeds only where the shell pattern `works` matches."""
    log = tmp_path / "calls"
    python = script(
        tmp_path / "python",
        f'if [ "$1" = -c ]; then echo {have}; exit; fi\n'
        f'echo "$*" >>"{log}"\n'
        f'case "$*" in *{works}*) ;; *) exit 1 ;; esac',
    )
    subprocess.run(
        ["sh", ".make/torch.sh", str(python)],
        cwd=checkout,
        env=os.environ | {"TORCH": choice},
        capture_output=True,
        check=False,
    )
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


CPU_INDEX = "--index-url https://download.pytorch.org/whl/cpu"


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="elsewhere the default build is the CPU's")
class TestTorch:
    def test_pytorchs_own_index_is_asked_once_and_briefly(self, checkout: Path, tmp_path: Path) -> None:
        (call,) = torch_calls(checkout, tmp_path, have="")
        assert CPU_INDEX in call
        assert "--retries 0 --timeout 10" in call

    def test_the_configured_index_is_asked_next_and_never_for_cuda(self, checkout: Path, tmp_path: Path) -> None:
        calls = torch_calls(checkout, tmp_path, have="", works="nothing")
        assert [CPU_INDEX in call for call in calls] == [True, False]
        assert all(call.endswith("+cpu") for call in calls)

    def test_the_default_build_is_taken_when_asked_for(self, checkout: Path, tmp_path: Path) -> None:
        calls = torch_calls(checkout, tmp_path, have="2.13.0+cpu", choice="gpu")
        assert ["uninstall" in call for call in calls] == [True, False]
        assert not any("cpu" in call for call in calls)

    @pytest.mark.parametrize("build", ["+cpu", ""])
    def test_the_build_that_is_there_stays(self, checkout: Path, tmp_path: Path, build: str) -> None:
        pin = re.findall(r"^torch==(.*)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
        assert torch_calls(checkout, tmp_path, have=f"{pin[0]}{build}") == []


def install(
    checkout: Path, tmp_path: Path, *, fits: bool = True, works: bool = True, **environment: str
) -> tuple[list[str], str]:
    """Return what packages.sh asks of a pip, and what it says, on a machine that the lock file fits or not."""
    log = tmp_path / "calls"
    log.touch()
    python = script(
        tmp_path / "python",
        f'if [ "$1" = -c ]; then exit {0 if fits else 1}; fi\necho "$*" >>"{log}"\nexit {0 if works else 1}',
    )
    ran = subprocess.run(
        ["sh", ".make/packages.sh", str(python), "requirements-dev.txt", "--editable", ".[dev]"],
        cwd=checkout,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == (0 if works else 1)
    return log.read_text(encoding="utf-8").splitlines(), ran.stderr


class TestLock:
    def test_the_lock_file_is_installed_by_hash_and_the_project_after_it(self, checkout: Path, tmp_path: Path) -> None:
        (first, second), said = install(checkout, tmp_path)
        assert re.search(r"--require-hashes --requirement \S+/requirements-dev\.txt$", first)
        assert "--editable .[dev] --constraint" in second
        assert said == ""

    @pytest.mark.parametrize(("fits", "choice"), [(False, ""), (True, "off")])
    def test_where_it_is_not_used_that_is_said_and_the_ranges_decide(
        self, checkout: Path, tmp_path: Path, fits: bool, choice: str
    ) -> None:
        (only,), said = install(checkout, tmp_path, fits=fits, LOCK=choice)
        assert "--editable .[dev] --constraint" in only
        assert said.startswith("Not using requirements-dev.txt")

    def test_a_wrong_hash_ends_it(self, checkout: Path, tmp_path: Path) -> None:
        calls, _ = install(checkout, tmp_path, works=False)
        assert len(calls) == 1


def test_the_image_sees_every_file_that_it_asks_for() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"]
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    named = [name for line in copied for name in line.split() if name != "."]
    named += re.findall(r"\.make/\w+\.\w+", dockerfile)
    assert named
    assert [name for name in named if name not in allowed] == []
    assert [name for name in allowed if not (ROOT / name).exists()] == []


def image_trial(checkout: Path, package: str, text: str) -> subprocess.CompletedProcess[str]:
    """The image's trial, outside an image, with packages of ours that hold `text` alone."""
    for name in ("bot", "retrieval", "storage"):
        (checkout / name).mkdir()
        (checkout / name / "__init__.py").touch()
    (checkout / package / "part.py").write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, ".make/trial.py"],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("package", ["bot", "retrieval", "storage"])
def test_the_images_trial_misses_what_is_imported_late(checkout: Path, package: str) -> None:
    ran = image_trial(checkout, package, "def later() -> None:\n    import left_out_of_the_image\n")
    assert ran.returncode == 1
    assert "No module named 'left_out_of_the_image'" in ran.stderr


def test_the_images_trial_does_not_miss_what_is_left_out_on_purpose(checkout: Path) -> None:
    ran = image_trial(checkout, "retrieval", "def later() -> None:\n    import torch, sentence_transformers\n")
    # It comes as far as asking the program, which is not to be found here.
    assert "No such file or directory: 'onrecord'" in ran.stderr


def test_shell_scripts_parse() -> None:
    for path in ROOT.glob(".make/*.sh"):
        subprocess.run(["sh", "-n", str(path)], check=True)
    subprocess.run(["bash", "-n", str(ROOT / ".ci/run")], check=True)


def test_every_package_but_fitting_goes_into_the_wheel() -> None:
    """Fitting needs torch and labelled data: it runs from a checkout."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    modules = [path for top in ("bot", "retrieval", "storage") for path in (ROOT / top).rglob("*.py")]
    packages = {".".join(path.relative_to(ROOT).parent.parts) for path in modules}
    left_out = packages - set(project["tool"]["setuptools"]["packages"])
    assert left_out == {"retrieval.fitting", "retrieval.fitting.asked", "retrieval.fitting.pronouns"}


def test_every_place_that_is_marked_slow_is_there() -> None:
    assert [place for place in SLOW if not (ROOT / "tests" / place).exists()] == []
