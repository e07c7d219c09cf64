"""Wrong settings are reported all at once, and secrets are not repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.bad.stored import dump, refused
from tests.e2e.commands import onrecord


def test_all_bad_settings_are_reported_at_once(data: Path) -> None:
    wrong = {
        "ONRECORD_TELEGRAM_TOKEN": "not-a-token", "ONRECORD_EDITORS": "alice", "ONRECORD_TIME_ZONE": "Belgrade time",
        "ONRECORD_LOG_LEVEL": "LOUD", "ONRECORD_TELEGRAM_API": "ftp://x",
    }  # fmt: skip
    before = dump(data)
    for command in ("run", "sources"):
        ended = onrecord(data, command, env=wrong)
        refused(ended, *wrong, "copy it whole from @BotFather", "use a name like Europe/Belgrade")
        assert "not-a-token" not in ended.err, "a secret, even a mistyped one, is not repeated"
    assert dump(data) == before


@pytest.mark.parametrize(
    "token", ["98765", "98765:short", "98765:ABC DEF-ghijklmnopqrstuvwxyz012345", "bot123:" + "a" * 35]
)
def test_a_malformed_token_is_refused(data: Path, token: str) -> None:
    ended = onrecord(data, "run", env={"ONRECORD_TELEGRAM_TOKEN": token})
    refused(ended, "ONRECORD_TELEGRAM_TOKEN is not a bot token", "copy it whole from @BotFather")
    assert token not in ended.err
