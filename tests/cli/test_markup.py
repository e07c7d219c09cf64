"""What comes from outside is printed as it is, whatever rich would make of its brackets and colons."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli import add_report, doctor
from bot.cli.add_report import PlainAddReport
from bot.settings import Settings
from bot.usecases.operating.doctor import Finding, Status
from retrieval.domain.article import AddResult, Article, Outcome
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import OnRecordError

HINT = "install it: pip install 'onrecord[models]' :warning: [bold]x[/bold] [/] \\[y]"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what the commands print."""
    out = io.StringIO()
    for module in (doctor, add_report):
        monkeypatch.setattr(module, "Console", lambda **how: Console(**how, file=out, width=200))
    return out


def test_the_doctor_prints_its_hints_whole(shown: io.StringIO, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def examine(settings: Settings) -> AsyncGenerator[Finding, None]:
        del settings
        yield Finding("model", Status.FAULT, HINT)

    monkeypatch.setattr(doctor, "examine", examine)
    with pytest.raises(OnRecordError, match="model: see above"):
        doctor.show_findings(Settings(data=tmp_path, _env_file=None))
    assert HINT in shown.getvalue()


def test_a_title_is_printed_as_it_is(shown: io.StringIO) -> None:
    report = PlainAddReport()
    article = Article(id="a", revision=1, text="It shut.", title=HINT, added=utc_now())
    report.add([AddResult(Outcome.ADDED, article, 1, 0, notes=(HINT,))])
    report.end()
    assert shown.getvalue().count(HINT) == 2
