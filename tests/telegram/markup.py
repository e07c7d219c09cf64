"""Check a keyboard as Telegram does, in its words.  Knows nothing of the message it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup
from pydantic import ValidationError

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
    """The inline keyboard Telegram keeps (None when there is none); `remarks` say what it dropped."""

    inline: Json | None = None
    remarks: tuple[str, ...] = ()


def keyboard(markup: Json | None) -> Keyboard:
    """Return the inline keyboard as Telegram keeps it.  Reply keyboards are shown once and kept by no message."""
    if not markup or "inline_keyboard" not in markup:
        return Keyboard()
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
    return Keyboard({"inline_keyboard": rows} if rows else None, tuple(remarks))


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
