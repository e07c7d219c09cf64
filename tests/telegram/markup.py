"""Check a keyboard as Telegram does, in its words.  Knows nothing of the message it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup
from pydantic import ValidationError

from tests.telegram.contracts import completed
from tests.telegram.refusals import Json, careless
from tests.telegram.texts import is_link

DATA_BYTES = 64
COPY_CHARACTERS = 256
BUTTONS = 100
ROW = 8

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The inline keyboard Telegram keeps (None when there is none); `remarks` say what it dropped.

    A `reply` keyboard takes the place of the one before; `removes` takes that away.
    """

    inline: Json | None = None
    reply: Json | None = None
    removes: bool = False
    remarks: tuple[str, ...] = ()


def reply_keyboard(markup: Json) -> Keyboard:
    """Return a reply keyboard, or what removes one.  Which chats a button offers, only a client knows."""
    if markup.get("remove_keyboard"):
        return Keyboard(removes=True)
    if "keyboard" not in markup:
        return Keyboard()
    try:
        ReplyKeyboardMarkup.model_validate(completed(markup))
    except ValidationError as error:
        raise careless("can't parse reply keyboard markup JSON object") from error
    for row in markup["keyboard"]:
        for button in row:
            ours = (button.get("request_chat") or {}).get("bot_administrator_rights") or {}
            theirs = (button.get("request_chat") or {}).get("user_administrator_rights") or {}
            if any(granted and not theirs.get(right) for right, granted in ours.items()):
                raise careless("BUTTON_RIGHTS_INVALID")
    return Keyboard(reply=markup)


def keyboard(markup: Json | None) -> Keyboard:
    """Return the inline keyboard as Telegram keeps it.  Reply keyboards belong to the chat, not to a message."""
    if not markup:
        return Keyboard()
    if "inline_keyboard" not in markup:
        return reply_keyboard(markup)
    try:
        InlineKeyboardMarkup.model_validate(markup)
    except ValidationError as error:
        raise careless("can't parse reply keyboard markup JSON object") from error
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > BUTTONS:
        raise careless("reply markup is too long")
    remarks = [f"a row of {len(row)} buttons: Telegram keeps {ROW}" for row in rows if len(row) > ROW]
    for row in rows:
        remarks += [remark for button in row for remark in button_remarks(button)]
    return Keyboard({"inline_keyboard": rows} if rows else None, remarks=tuple(remarks))


def button_remarks(button: Json) -> Sequence[str]:
    """Refuse a bad button; say what Telegram would drop from a doubtful one."""
    if not str(button["text"]).strip():
        raise careless("can't parse inline keyboard button: Text must be non-empty")
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions:
        raise careless("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= DATA_BYTES:
        raise careless("BUTTON_DATA_INVALID")
    copied = button.get("copy_text")
    if copied is not None and not 1 <= len(str(copied["text"])) <= COPY_CHARACTERS:
        raise careless("BUTTON_COPY_TEXT_INVALID")
    url = button.get("url")
    if url is not None and not is_link(str(url)):
        raise careless(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return [f"button {button['text']!r} has {actions}: Telegram takes one"] if len(actions) > 1 else []
