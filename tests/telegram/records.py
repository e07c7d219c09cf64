"""What tests read back: messages with their entities, and the calls the bot made.  Nothing here acts."""

from dataclasses import dataclass, field
from typing import Any, cast

from tests.telegram import utf16
from tests.telegram.refusals import Json


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of a message; `cut()` gives the words it covers."""

    raw: Json
    of: str

    @property
    def type(self) -> str:
        return str(self.raw["type"])

    @property
    def offset(self) -> int:
        return int(self.raw["offset"])

    @property
    def length(self) -> int:
        return int(self.raw["length"])

    @property
    def url(self) -> str | None:
        """Return the address of a `text_link`; None for every other entity."""
        return self.raw.get("url")

    def cut(self) -> str:
        return utf16.cut(self.of, self.offset, self.length)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Telegram stored it at one moment; a later edit makes another record."""

    raw: Json

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.raw["chat"]["id"])

    @property
    def thread_id(self) -> int | None:
        """Return the forum topic; None outside forums and in the general topic."""
        return cast(int | None, self.raw.get("message_thread_id"))

    @property
    def text(self) -> str:
        """Return the text, or the caption of a document, or nothing."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def units(self) -> int:
        return utf16.units(self.text)

    @property
    def entities(self) -> list[Entity]:
        found: list[Json] = self.raw.get("entities") or self.raw.get("caption_entities") or []
        return [Entity(entity, self.text) for entity in found]

    def cuts(self, kind: str) -> list[str]:
        """Return the words under every entity of that kind, in order."""
        return [entity.cut() for entity in self.entities if entity.type == kind]

    @property
    def reply_markup(self) -> Json | None:
        """Return the inline keyboard; None when the message has none."""
        return self.raw.get("reply_markup")

    @property
    def buttons(self) -> list[Json]:
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def button_texts(self) -> list[str]:
        return [str(button["text"]) for button in self.buttons]

    @property
    def reply_to(self) -> int | None:
        """Return the message answered in the same chat; None when it answers none."""
        replied = self.raw.get("reply_to_message")
        return int(replied["message_id"]) if replied else None

    @property
    def quote(self) -> str | None:
        """Return the words quoted from the message answered; None when it quotes none."""
        quote = self.raw.get("quote")
        return str(quote["text"]) if quote else None

    @property
    def document(self) -> Json | None:
        """Return the file; None when the message carries none."""
        return self.raw.get("document")

    def __str__(self) -> str:
        return f"#{self.id} in {self.chat_id}: {self.text[:80]!r}"


@dataclass(slots=True)
class Call:
    """One call of the bot, with the answer it got."""

    method: str
    params: Json
    at: float
    """Seconds of `time.monotonic()` when the call came in."""
    uploads: dict[str, "Upload"] = field(default_factory=dict)
    status: int = 0
    """The HTTP status answered; 0 while unanswered or when the connection was dropped."""
    answer: Json | None = None
    """The JSON answered; None while unanswered, dropped, or answered in HTML."""

    @property
    def ok(self) -> bool:
        return bool(self.answer and self.answer.get("ok"))

    @property
    def error(self) -> str | None:
        """Return Telegram's description of the refusal; None if it was no refusal."""
        return None if self.answer is None else self.answer.get("description")

    @property
    def result(self) -> Any:
        return None if self.answer is None else self.answer.get("result")

    @property
    def chat_id(self) -> int | str | None:
        """Return the chat addressed; None for calls to no chat."""
        return cast(int | str | None, self.params.get("chat_id"))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came up, or as a reader sent it."""

    name: str
    content: bytes = field(repr=False)
    mime_type: str
