"""Which command prints or reads which JSON lines, and the JSON Schema of all of them."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from bot.views.json.answers import AnswerLine, QuestionLine, UnaskableLine
from bot.views.json.articles import AddedLine, ArticleLine, RefusedLine, SourceLine
from bot.views.json.base import JsonLine
from bot.views.json.changes import ChangeLine, UnchangedLine
from bot.views.json.digests import StoryLine
from bot.views.json.feedback import RatingLine
from bot.views.json.feeds import FeedLine, PollLine
from bot.views.json.outbox import DecidedLine, ParkedLine, UndecidedLine
from bot.views.json.privacy import ForgottenLine
from bot.views.json.statements import QuotesLine, UnreadableLine
from bot.views.json.transfers import ImportLine

LINES: dict[str, tuple[type[JsonLine], ...]] = {
    "input of add": (ArticleLine,),
    "input of ask --batch": (QuestionLine,),
    "add": (AddedLine, RefusedLine),
    "ask": (AnswerLine, UnaskableLine),
    "digest": (StoryLine,),
    "export --articles": (ArticleLine,),
    "feedback": (RatingLine,),
    "feeds add": (ChangeLine, PollLine, UnchangedLine),
    "feeds import": (ChangeLine, RefusedLine),
    "feeds list": (FeedLine,),
    "feeds pause": (ChangeLine, UnchangedLine),
    "feeds poll": (PollLine,),
    "feeds remove": (ChangeLine, UnchangedLine),
    "feeds resume": (ChangeLine, UnchangedLine),
    "forget": (ForgottenLine,),
    "import": (ImportLine,),
    "log": (ChangeLine,),
    "outbox": (ParkedLine, DecidedLine, UndecidedLine),
    "quotes": (QuotesLine, UnreadableLine),
    "remove": (ChangeLine, UnchangedLine),
    "restore": (ChangeLine, UnchangedLine),
    "sources": (SourceLine,),
    "undo": (ChangeLine, UnchangedLine),
}

# Programs may put more into a line that is read; such keys are ignored.
_OPEN = {"ArticleLine", "QuestionLine"}


def schema() -> dict[str, Any]:
    """Return a JSON Schema (draft 2020-12) of an object that has, for each command, one of its lines."""
    models = list(dict.fromkeys(model for lines in LINES.values() for model in lines))
    refs, document = models_json_schema([(m, "validation") for m in models], by_alias=True)
    definitions = document["$defs"]
    for name in _OPEN:
        definitions[name]["additionalProperties"] = True
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "JSON lines of onrecord",
        "type": "object",
        "properties": {
            command: {"anyOf": [refs[model, "validation"] for model in lines]} for command, lines in LINES.items()
        },
        "$defs": definitions,
    }
