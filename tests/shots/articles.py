"""Invented news for the pictures: a harbour town that argues about its harbour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from retrieval.domain.article import Draft


def _on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def _unfolded(draft: Draft) -> Draft:
    """Return the draft with each paragraph on one line; here they are folded to be read."""
    paragraphs = [" ".join(paragraph.split("\n")) for paragraph in draft.text.strip().split("\n\n")]
    return replace(draft, text="\n\n".join(paragraphs))


_FOLDED = (
    Draft(
        id="harbour-1",
        title="Arvel votes to deepen its harbour",
        publisher="The Arvel Courier",
        url="https://courier.example/harbour-vote",
        published=_on(23, 18),
        text="""\
The town council of Arvel voted on Monday to deepen the harbour by two metres, after a debate of nine hours.

“The ferries have grown and the harbour has not. If we do nothing, they will simply call at Corlin instead,” said
Marta Olin, the mayor of Arvel. “This is the last winter in which we can still choose.”

Dredging is to begin in March and will take two summers. “We shall work at night as little as we can,” Olin said.

Peter Vašek, the harbour master, warned that the work would close the eastern quay. “For eight weeks nothing larger than
a rowing boat will get in there,” Vašek said.

Ines O’Dea, who leads the fishermen’s union, voted against. “Nobody has shown us where the fish will go,” O’Dea said.
“We were asked for our opinion and then given the answer.”
""",
    ),
    Draft(
        id="harbour-2",
        title="Who pays for the harbour?",
        publisher="The Arvel Courier",
        url="https://courier.example/who-pays",
        published=_on(24, 5),
        text="""\
Deepening the harbour of Arvel will cost 41 million, twice what was said in spring.

“The price of steel has done what prices do. We would rather say it now than in a year,” Marta Olin, the mayor of Arvel,
told reporters. “No household will pay a cent more in taxes for this harbour.”

Olin said that the ferry company would carry a third of the cost. “They have signed, and I have the paper on my desk,”
she said.

“A promise without a figure is only a tune,” said Ines O’Dea, who leads the fishermen’s union.
""",
    ),
    Draft(
        id="harbour-3",
        title="Mayor answers the fishermen",
        publisher="Radio Corlin",
        url="https://radio.example/mayor-fishermen",
        published=_on(21),
        text="""\
Marta Olin, the mayor of Arvel, met the fishermen of her town for the first time since the plans were published.

“I understand that a boat is not a line in a budget,” Olin said. “Every family that has to stop fishing for these weeks
will be paid, and it will be paid in advance.”

She ruled out a second harbour on the northern shore. “The north shore belongs to the seals, and it will stay theirs,”
she said.

“We heard kind words today. Kind words do not float,” Ines O’Dea said after the meeting.
""",
    ),
    Draft(
        id="bridge-1",
        title="Engineers find cracks in the bridge of Corlin",
        publisher="Corlin Daily",
        url="https://corlin.example/bridge",
        published=_on(20),
        text="""\
The old bridge of Corlin was closed to lorries on Friday, after engineers found cracks in two of its pillars.

“The bridge is not about to fall, but it has asked us for a rest,” said Dr Lena Weiss, who examined it.

Karl Olin, a carpenter whose workshop stands beside it, was not surprised. “My windows have rattled since spring, and I
wrote to the town about it three times,” Karl Olin said.

Marta Olin, the mayor of Arvel, offered help. “A neighbour’s bridge is our bridge too,” Marta Olin said.
""",
    ),
    Draft(
        id="school-1",
        title="Arvel’s new school opens a year late",
        publisher="The Arvel Courier",
        url="https://courier.example/school",
        published=_on(17),
        text="""\
The new school of Arvel opened on Tuesday, a year later than planned, with places for four hundred pupils.

“It is late, it is over budget, and it is beautiful,” said Marta Olin, the mayor of Arvel. “I apologise for the first
two.”

“The roof is finally where the drawings said it would be,” said Tomás Ruiz, the head teacher.
""",
    ),
    Draft(
        id="ferry-1",
        title="Ferries to Arvel may stop in winter",
        publisher="Corlin Daily",
        url="https://corlin.example/ferries",
        published=_on(12),
        text="""\
The ferry company said on Thursday that it may stop calling at Arvel this winter.

“A ship that waits for the tide is a ship that loses money,” said Yusuf Karan, who runs the company.

“We will not let an island of nine thousand people be forgotten from November to April,” said Marta Olin, the mayor of
Arvel.
""",
    ),
)  # fmt: skip

ARTICLES = tuple(map(_unfolded, _FOLDED))

# It comes while somebody waits for it.
NETS = _unfolded(
    Draft(
        id="nets-1",
        title="Fishermen hang their nets before the town hall",
        publisher="Radio Corlin",
        url="https://radio.example/nets",
        published=_on(24, 8),
        text="""\
Forty fishing nets hung from the lamps of Arvel on Tuesday morning.

“We have hung them where the mayor can count them,” said Ines O’Dea, who leads the fishermen’s union.
""",
    )
)
