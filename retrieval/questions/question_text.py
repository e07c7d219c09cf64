"""The text of a question as typed and as folded, and patterns that several kinds of question share."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words before a topic: "on Kosovo", "abt Kosovo"; alternatives of a pattern.
ABOUT = "about|abt|on|regarding|concerning|re"
# Words before what is asked for: "can you show me", "do you have".
ASKING = (
    r"(?:please |can you |could you |would you |will you )*"
    r"(?:(?:give|show|get|send|find|tell|read) me |(?:find|list|show) |i want |i need |i(?:'d| would) like "
    r"|(?:is|are|was|were) there |(?:has|have) there been |do you have |have you got |got )?"
)


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question as typed and folded, of the same length: patterns match `folded`, and results are cut from `typed`."""

    typed: str
    folded: str

    def cut(self, start: int, end: int | None = None) -> QuestionText:
        return QuestionText(self.typed[start:end], self.folded[start:end])

    def group(self, match: re.Match[str], name: str) -> QuestionText | None:
        return None if match[name] is None else self.cut(*match.span(name))

    def typed_group(self, match: re.Match[str], name: str) -> str | None:
        return None if match[name] is None else self.typed[slice(*match.span(name))]
