"""The person whom a text means by a role without a name."""

from __future__ import annotations

import pytest

from retrieval.domain.article import Mention, Span
from retrieval.quotes.speakers.printed_roles import with_roles
from retrieval.quotes.speakers.roles import Roles

TEXT = (
    "Libertarian presidential candidate Ada Quill came. Fisherman Tom Reed watched. Student president Bo Lund spoke. "
)


@pytest.mark.parametrize(
    ("printed", "holder"),
    [
        ("the Libertarian nominee", "Ada Quill"),
        ("the fisherman", "Tom Reed"),
        ("the student president", "Bo Lund"),
        ("the Republican presidential nominee", None),
        ("the fishing president", None),
        ("a fisherman", None),
    ],
)
def test_a_role_means_its_only_holder_so_far(printed: str, holder: str | None) -> None:
    names = ["Ada Quill", "Tom Reed", "Bo Lund"]
    named = [Mention(n, Span(TEXT.index(n), TEXT.index(n) + len(n))) for n in names]
    found = Roles.of(TEXT, with_roles(TEXT, named)).holder(printed, len(TEXT))
    assert (found and found[0]) == holder
