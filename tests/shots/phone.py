"""Draw a chat as a page of HTML: bubbles, quotes, keyboards and pictures, from what the stand recorded."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from tests.shots.entities import html_of
from tests.telegram.chats import Chat
from tests.telegram.records import Message
from tests.telegram.refusals import Json
from tests.telegram.stand import Stand

LOOK = (Path(__file__).parent / "phone.css").read_text("utf-8")
# What the clock of the phone shows: the stand's own times would differ with every run.
TIME = "09:41"
COLOURS = ("#c03d33", "#4fad2d", "#d09306", "#168acd", "#8544d6", "#cd4073", "#2996ad", "#ce671b")

# A quote with more lines than it shows gets its arrow from here, as only a browser knows where lines break.
SCRIPT = """
for (const quote of document.querySelectorAll("blockquote.expandable"))
  if (quote.querySelector(".words").scrollHeight > quote.querySelector(".words").clientHeight + 2)
    quote.classList.add("collapsed");
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to photograph.  `name` becomes the file's."""

    name: str
    title: str
    subtitle: str
    body: str
    typed: str = ""
    """What stands in the field for a message."""
    toast: str = ""
    """What the bot said on a pressed button."""
    below: str = ""
    """What lies under the field: a keyboard of buttons to say something."""

    def page(self, theme: str) -> str:
        field = f'<span class="typed">{escape(self.typed)}</span>' if self.typed else "Message"
        toast = f'<div class="toast">{escape(self.toast)}</div>' if self.toast else ""
        return (
            f'<!doctype html><html lang="en" class="{theme}"><meta charset="utf-8"><title>{escape(self.name)}</title>'
            f"<style>{LOOK}</style><body><header><span class=avatar>{escape(_initial(self.title))}</span>"
            f"<div><b>{escape(self.title)}</b><small>{escape(self.subtitle)}</small></div></header>"
            f"<main>{self.body}{toast}</main><footer><span>☺</span><div>{field}</div></footer>{self.below}"
            f"<script>{SCRIPT}</script></body></html>"
        )

    def saying(self, toast: str) -> Shot:
        """Return the same page with what the bot said on a pressed button."""
        return replace(self, toast=toast)


def _initial(title: str) -> str:
    return "“" if title == "On Record" else title[:1]


def shot_of(stand: Stand, chat: Chat, viewer: int, name: str, *, first: int = 0, last: int | None = None) -> Shot:
    """Return a chat as person `viewer` sees it now, from message id `first` to `last`."""
    kept = [Message(m) for i, m in sorted(chat.messages.items()) if first <= i and (last is None or i <= last)]
    body = "".join(bubble(stand, message, viewer, in_group=chat.type != "private") for message in kept)
    below = "".join(reply_keyboard(markup) for markup in [_keyboard_of(stand, chat)] if markup)
    if chat.type == "private":
        return Shot(name, stand.world.bot.first_name, "bot", body, below=below)
    members = "channel" if chat.type == "channel" else f"{len(chat.members) + 1} members"
    return Shot(name, chat.title, members, body, below=below)


def _keyboard_of(stand: Stand, chat: Chat) -> Json | None:
    """Return the reply keyboard that the chat shows: the last one sent, unless it was removed."""
    markups = [call.params.get("reply_markup") or {} for call in stand.calls() if call.ok and call.chat_id == chat.id]
    found = [m for m in markups if "keyboard" in m or "remove_keyboard" in m]
    return found[-1] if found and "keyboard" in found[-1] else None


def bubble(stand: Stand, message: Message, viewer: int, *, in_group: bool) -> str:
    """Return one message with the buttons under it."""
    if (service := service_line(message)) is not None:
        return f'<div class="service">{escape(service)}</div>'
    sender = message.raw.get("from") or message.raw.get("sender_chat") or {}
    mine = sender.get("id") == viewer
    name = "" if mine or not in_group else _name(sender)
    keys = keyboard(message.reply_markup)
    edited = "edited " if message.raw.get("edit_date") and not message.buttons else ""
    inside = "".join([
        name, _via(message), _replied(message), picture(stand, message), document(message),
        f'<div class="text">{html_of(message.text, [e.raw for e in message.entities])}</div>' if message.text else "",
        f'<span class="time">{edited}{TIME}{" ✓✓" if mine else ""}</span>',
    ])  # fmt: skip
    classes = " ".join(["message", "mine" if mine else "theirs", *(["keyed"] if keys else [])])
    return f'<div class="{classes}"><div class="bubble">{inside}</div>{keys}</div>'


def service_line(message: Message) -> str | None:
    """Return what a service message says; None for any other message."""
    raw = message.raw
    who = raw.get("from", {}).get("first_name", "Somebody")
    if "new_chat_members" in raw:
        return f"{who} added {', '.join(one['first_name'] for one in raw['new_chat_members'])}"
    if "forum_topic_created" in raw:
        return f"{who} created the topic “{raw['forum_topic_created']['name']}”"
    if "migrate_to_chat_id" in raw or "migrate_from_chat_id" in raw:
        return "The group became a supergroup"
    return None


def _name(sender: Json) -> str:
    colour = COLOURS[int(sender.get("id", 0)) % len(COLOURS)]
    name = str(sender.get("first_name", sender.get("title", "")))
    return f'<div class="name" style="color:{colour}">{escape(name)}</div>'


def _via(message: Message) -> str:
    via = message.raw.get("via_bot")
    origin = message.raw.get("forward_origin")
    lines = [f"via <b>@{escape(via['username'])}</b>"] if via else []
    if origin:
        user = origin.get("sender_user", {}).get("first_name", origin.get("sender_user_name"))
        source = str(user or origin.get("chat", origin.get("sender_chat", {})).get("title", ""))
        lines.append(f"Forwarded from <b>{escape(source)}</b>")
    return "".join(f'<div class="via">{line}</div>' for line in lines)


def _replied(message: Message) -> str:
    replied = message.raw.get("reply_to_message")
    if not replied or "forum_topic_created" in replied:
        return ""
    words = message.quote or Message(replied).text or "Photo"
    who = replied.get("from", {}).get("first_name", "")
    return f'<div class="reply"><b>{escape(who)}</b><span>{escape(words)}</span></div>'


def picture(stand: Stand, message: Message) -> str:
    photos = message.raw.get("photo")
    if not photos:
        return ""
    upload = stand.world.files.find(photos[-1]["file_id"]).upload
    data = base64.b64encode(upload.content).decode()
    return f'<img class="photo" src="data:{upload.mime_type};base64,{data}">'


def document(message: Message) -> str:
    if (file := message.document) is None:
        return ""
    size = f"{max(1, file['file_size'] // 1024):,} KB"
    return (
        f'<div class="document"><span>↓</span><div>{escape(file.get("file_name", ""))}<small>{size}</small></div></div>'
    )


def keyboard(markup: Json | None) -> str:
    """Return the rows of an inline keyboard; a mark in the corner shows what a button does."""
    rows = (markup or {}).get("inline_keyboard", [])
    return f'<div class="keys">{"".join(map(_row, rows))}</div>' if rows else ""


def _row(row: Sequence[Json]) -> str:
    return f'<div class="row">{"".join(_button(button) for button in row)}</div>'


def _button(button: Json) -> str:
    action = next((a for a in ("url", "copy_text", "web_app") if a in button), "")
    if not action and any(key.startswith("switch_inline_query") for key in button):
        action = "switch"
    corner = {"url": "↗", "copy_text": "□", "web_app": "▫", "switch": "⤳"}.get(action, "")
    mark = f"<sup>{corner}</sup>" if corner else ""
    return f'<div class="key {action}"><span>{escape(str(button["text"]))}</span>{mark}</div>'


def reply_keyboard(markup: Json) -> str:
    """Return the keyboard in the place of letters, whose buttons say their own text."""
    rows = "".join(
        f'<div class="row">{"".join(f"<div class=key><span>{escape(_label(b))}</span></div>" for b in row)}</div>'
        for row in markup["keyboard"]
    )
    return f'<div class="replykeys">{rows}</div>'


def _label(button: Json | str) -> str:
    return button if isinstance(button, str) else str(button["text"])


def inline_results(answer: Json) -> str:
    """Return the list of inline results that opens over the field while somebody types."""
    items = "".join(
        f'<div class="result"><span class="avatar">“</span><div><b>{escape(r["title"])}</b>'
        f"<small>{escape(r.get('description', ''))}</small></div></div>"
        for r in answer["results"]
    )
    button = answer.get("button")
    top = f'<div class="resultbutton">{escape(button["text"])}</div>' if button else ""
    return f'<div class="results">{top}{items}</div>'
