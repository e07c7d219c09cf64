"""Judge every call by others' contracts: aiogram's method models and, if available, the Bot API as data.

aiogram's models let unknown fields through, so unknown fields (`model_extra`) are searched for at any
depth.  A value which had to be coerced ("0" for 0) is a complaint as well: Telegram may take it, a careful
bot does not send it.  Nothing here knows what a method does.
"""

import datetime as dtm
import json
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from pydantic import BaseModel, ValidationError

from tests.telegram.bot_api import BotApi
from tests.telegram.records import Upload
from tests.telegram.refusals import Json

TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
ATTACH = "attach://"
AHEAD = {"can_send_welcome_messages": False}


def known_methods() -> dict[str, type[TelegramMethod[Any]]]:
    """Return every method aiogram knows, by its name in lower case: Telegram does not mind the case."""
    return {
        model.__api_method__.lower(): model
        for model in vars(aiogram.methods).values()
        if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod
    }


@dataclass(slots=True)
class Checked:
    """The parameters in their types.  `complaints` are violations; after a `fatal` one Telegram refuses."""

    params: Json
    complaints: list[str] = field(default_factory=list)
    fatal: bool = False


class Contracts:
    """Both contracts at once."""

    def __init__(self, data: BotApi | None) -> None:
        self._models = known_methods()
        self._data = data

    def name(self, method: str) -> str | None:
        """Return the method as Telegram spells it; None when there is no such method."""
        model = self._models.get(method.lower())
        return None if model is None else model.__api_method__

    def check(self, method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Checked:
        model = self._models[method.lower()]
        checked = Checked({})
        for key, value in raw.items():
            known = model.model_fields.get(key)
            kinds = set() if known is None else set(kinds_of(known.annotation))
            try:
                checked.params[key] = decoded(value, kinds)
            except ValueError as error:
                checked.complaints.append(f"{key}: {error}")
                checked.fatal = True
        self._ask_aiogram(model, checked, uploads)
        if self._data is not None:
            checked.complaints += self._data.complaints(method, checked.params, uploads)
        checked.complaints += stray_uploads(model, checked.params, uploads)
        return checked

    def _ask_aiogram(self, model: type[TelegramMethod[Any]], checked: Checked, uploads: Mapping[str, Upload]) -> None:
        files = {
            name: BufferedInputFile(b"", upload.name) for name, upload in uploads.items() if name in model.model_fields
        }
        try:
            parsed = model.model_validate({**completed(checked.params), **files})
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                where = ".".join(str(step) for step in detail["loc"])
                checked.complaints.append(f"aiogram: {where}: {detail['msg']}")
            checked.fatal = True
            return
        wrong = [f"aiogram: {found}" for found in coerced(parsed, checked.params)]
        checked.complaints += [*wrong, *(f"aiogram: {found}" for found in strangers(parsed, checked.params))]
        checked.fatal = checked.fatal or bool(wrong)


def completed(value: Any) -> Any:
    """Return a value with the rights that only aiogram requires: it is ahead of the Bot API as data, and of PTB."""
    if isinstance(value, dict):
        filled = {key: completed(item) for key, item in value.items()}
        return {**AHEAD, **filled} if "can_manage_chat" in filled else filled
    return [completed(item) for item in value] if isinstance(value, list) else value


def kinds_of(annotation: Any) -> Iterator[str]:
    """Yield what a parameter may be: str, int, float, bool, json (an object or a list) or file."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from kinds_of(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for part in get_args(annotation):
            yield from kinds_of(part)
    elif origin is Literal:
        yield from {type(value).__name__ for value in get_args(annotation)}
    elif origin in {list, dict}:
        yield "json"
    elif isinstance(annotation, type):
        yield from plain_kinds(annotation)


def plain_kinds(kind: type) -> Iterator[str]:
    if issubclass(kind, bool):
        yield "bool"
    elif issubclass(kind, str):
        yield "str"
    elif issubclass(kind, int | dtm.datetime | dtm.timedelta):
        yield "int"
    elif issubclass(kind, float):
        yield "float"
    elif issubclass(kind, InputFile):
        yield "file"
    elif issubclass(kind, BaseModel):
        yield "json"


def decoded(value: Any, kinds: set[str]) -> Any:
    """Return a parameter as its type.  Forms carry only strings; JSON bodies may carry objects as strings too."""
    if not isinstance(value, str) or not kinds:
        return value
    if "int" in kinds and re.fullmatch(r"-?\d{1,19}", value):
        return int(value)
    if "bool" in kinds and value.lower() in TRUTHS:
        return TRUTHS[value.lower()]
    if "str" in kinds or kinds == {"file"}:
        return value
    if "float" in kinds:
        return float(value)
    if "json" in kinds:
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise ValueError(f"{value[:60]!r} is no JSON") from error
    raise ValueError(f"{value[:60]!r} is no {' or '.join(sorted(kinds))}")


def nodes(parsed: Any, raw: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield every value at any depth: where it is, as the model read it and as it came."""
    yield path, parsed, raw
    if isinstance(parsed, BaseModel) and isinstance(raw, dict):
        for name, known in type(parsed).model_fields.items():
            key = known.alias or name
            if key in raw:
                yield from nodes(getattr(parsed, name), raw[key], f"{path}.{key}")
    elif isinstance(parsed, list | tuple) and isinstance(raw, list):
        for index, (item, raw_item) in enumerate(zip(parsed, raw, strict=True)):
            yield from nodes(item, raw_item, f"{path}.{index}")


def strangers(parsed: BaseModel, raw: Json) -> Iterator[str]:
    """Yield fields the model of their place does not know, and fields out of use."""
    for path, node, raw_node in nodes(parsed, raw):
        if isinstance(node, BaseModel):
            yield from ("unknown field " + f"{path}.{name}"[1:] for name in node.model_extra or {})
            for name, known in type(node).model_fields.items():
                extra = known.json_schema_extra
                if isinstance(extra, dict) and extra.get("deprecated") and name in raw_node:
                    yield "field " + f"{path}.{name}"[1:] + " is out of use"


def coerced(parsed: BaseModel, raw: Json) -> Iterator[str]:
    """Yield plain values which came as another type than they are read."""
    for path, node, raw_node in nodes(parsed, raw):
        if isinstance(node, bool | int | str) and type(node) is not type(raw_node):
            yield f"{path[1:]}: {raw_node!r} is a {type(raw_node).__name__}, not a {type(node).__name__}"


def stray_uploads(model: type[TelegramMethod[Any]], params: Json, uploads: Mapping[str, Upload]) -> Iterator[str]:
    """Yield files which no parameter names and no attach:// points to."""
    used = set(attached(params))
    for name in uploads:
        if name not in model.model_fields and name not in used:
            yield f"file part {name!r} belongs to no parameter"
    for name in used - set(uploads):
        yield f"{ATTACH}{name} points to no file part"


def attached(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from attached(item)
    elif isinstance(value, list):
        for item in value:
            yield from attached(item)
    elif isinstance(value, str) and value.startswith(ATTACH):
        yield value.removeprefix(ATTACH)
