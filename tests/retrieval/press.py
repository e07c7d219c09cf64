"""A small invented press: several papers, over several days, on a dam that breaks and what people said about it."""

from __future__ import annotations

from retrieval.domain.article import KnownBy, StatementKind
from tests.retrieval.invented import Said, march, printed

WARNING = printed(
    "Engineers found cracks in the Orlen dam during an inspection on Sunday. “The wall must be watched,” said chief "
    "engineer Mara Lindqvist. She asked for money for repairs. The valley below has nine villages.",
    Said("“The wall must be watched,”", "Mara Lindqvist", cue="said"),
    name="warning", named=[("Mara Lindqvist", "chief engineer")], day=march(2),
    title="Cracks found in dam", publisher="Valley Herald",
)  # fmt: skip
BREAK = printed(
    "The Orlen dam broke on Thursday night after three days of rain, and the water reached Lower Orlen within an hour. "
    "At least 14 people died and 200 houses were destroyed. “We had no warning,” said Mayor Tom Reyes.",
    Said("“We had no warning,”", "Tom Reyes", cue="said"),
    name="break", named=[("Tom Reyes", "Mayor")], day=march(6),
    title="Dam breaks above Lower Orlen", publisher="Valley Herald",
)  # fmt: skip
WIRE = printed(
    "The Orlen dam broke on Thursday night after three days of rain, and the water reached Lower Orlen within an hour. "
    "At least 14 people died and 200 houses were destroyed.",
    name="wire", day=march(6), title="Fourteen dead as dam breaks", publisher="Coast Post",
)  # fmt: skip
INQUIRY = printed(
    "Parliament opened an inquiry into the Orlen dam on Monday because warnings had been ignored. “The money "
    "was there,” said energy minister Ada Brook. Mayor Tom Reyes said that nobody had told him about the cracks in "
    "the dam.",
    Said("“The money was there,”", "Ada Brook", cue="said"),
    Said("nobody had told him about the cracks in the dam", "Tom Reyes", kind=StatementKind.INDIRECT, cue="said"),
    name="inquiry", named=[("Ada Brook", "energy minister"), ("Tom Reyes", "Mayor")], day=march(9),
    title="Inquiry into dam", publisher="Coast Post",
)  # fmt: skip
REBUILDING = printed(
    "Rebuilding of the Orlen dam will cost 90 million, the government announced. Energy minister Ada Brook will visit "
    "the valley. “Never again,” she said.",
    Said("“Never again,”", "Ada Brook", "she", KnownBy.PRONOUN, cue="said"),
    name="rebuilding", named=[("Ada Brook", "Energy minister")], day=march(20),
    title="Ninety million for a new dam", publisher="Valley Herald",
)  # fmt: skip
CONCERT = printed(
    "The city orchestra played Mahler to a full house. Conductor Ben Brook took eleven bows. “What a night,” Brook "
    "said.",
    Said("“What a night,”", "Ben Brook", "Brook", cue="said"),
    name="concert", named=[("Ben Brook", "Conductor")], day=march(19),
    title="Mahler to a full house", publisher="Coast Post",
)  # fmt: skip
UNDATED = printed(
    "The Orlen dam was built by convicts and was the pride of the valley. Its architect, Otto Hahn, is forgotten.",
    name="undated", named=[("Otto Hahn", "")], title="The pride of the valley", publisher="Old Valley",
)  # fmt: skip
PRESS = [WARNING, BREAK, WIRE, INQUIRY, REBUILDING, CONCERT, UNDATED]
