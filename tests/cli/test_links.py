"""Links on the command line: nothing in the local network is fetched, and a refused link creates nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.add import require_file_and_address
from retrieval.domain.errors import BadInput
from tests.bot.pages.made import HEADLINE, article, page
from tests.bot.web.site import Reply, site
from tests.e2e.commands import onrecord


@pytest.mark.parametrize("command", ["add", "quotes"])
def test_a_link_into_the_local_network_is_refused_and_leaves_nothing(command: str, tmp_path: Path) -> None:
    ended = onrecord(tmp_path / "data", command, "http://169.254.169.254/latest/meta-data/")
    assert ended.code == 1
    assert "http://169.254.169.254/latest/meta-data/ leads to an address or a port that is not" in ended.sentence
    assert not (tmp_path / "data").exists()


def test_each_of_several_links_gets_its_line(tmp_path: Path) -> None:
    ended = onrecord(tmp_path / "data", "quotes", "--json", "http://localhost/", "ftp://harbour.example/a", "gone.txt")
    assert ended.code == 1
    assert len(ended.lines) == 3


async def test_a_server_on_this_machine_is_not_even_asked(tmp_path: Path) -> None:
    import asyncio

    async with site({"/": Reply(page(article()).encode())}) as at:
        ended = await asyncio.to_thread(onrecord, tmp_path / "data", "add", f"{at.base}/")
    assert ended.code == 1
    assert at.asked == []


def test_the_statements_of_a_saved_page_are_read(tmp_path: Path) -> None:
    (tmp_path / "bridge.html").write_text(page(article()), "utf-8")
    ended = onrecord(tmp_path / "data", "quotes", str(tmp_path / "bridge.html"))
    assert ended.code == 0
    assert HEADLINE in ended.out
    assert "> “We found rust where nobody had looked for it,”" in ended.out


@pytest.mark.parametrize(
    ("paths", "url", "reason"),
    [
        (["a.html", "b.html"], "https://harbour.example/a", "name that file alone"),
        (["https://harbour.example/b"], "https://harbour.example/a", "name that file alone"),
        (["a.html"], "harbour.example/a", "is not the address of an article"),
    ],
)
def test_the_address_of_a_saved_page_is_one_files(paths: list[str], url: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(article()), "utf-8")
    named = [path if "://" in path else str(tmp_path / path) for path in paths]
    with pytest.raises(BadInput, match=reason):
        require_file_and_address(named, url)
