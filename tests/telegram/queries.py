"""The methods which answer a pressed button and a typed inline query."""

from typing import Any

from tests.telegram import markup, texts
from tests.telegram.records import Call
from tests.telegram.refusals import Json, bad, careless
from tests.telegram.world import Query, World, method

ALERT_CHARACTERS = 200
RESULTS = 50
ID_BYTES = 64
OFFSET_BYTES = 64
PAYLOAD_CHARACTERS = 64
STALE = "query is too old and response timeout expired or query ID is invalid"


def answerable(queries: dict[str, Query], query_id: str) -> Query:
    query = queries.get(query_id)
    if query is None or query.stale or query.answer is not None:
        raise bad(STALE)
    return query


def answer_callback(world: World, call: Call) -> bool:
    if len(call.params.get("text") or "") > ALERT_CHARACTERS:
        raise careless("MESSAGE_TOO_LONG")
    query = answerable(world.callbacks, call.params["callback_query_id"])
    query.answer = dict(call.params)
    world.bell.ring()
    return True


def answer_inline(world: World, call: Call) -> bool:
    results = call.params["results"]
    if len(results) > RESULTS:
        raise careless("RESULTS_TOO_MUCH")
    ids = [str(result["id"]) for result in results]
    if any(not 1 <= len(one.encode()) <= ID_BYTES for one in ids):
        raise careless("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise careless("RESULT_ID_DUPLICATE")
    if len((call.params.get("next_offset") or "").encode()) > OFFSET_BYTES:
        raise careless("NEXT_OFFSET_INVALID")
    check_start_button(call.params.get("button"))
    taken = [inline_result(world, call, result) for result in results]
    query = answerable(world.inline, call.params["inline_query_id"])
    query.answer = {**call.params, "results": taken}
    world.bell.ring()
    return True


def check_start_button(button: Json | None) -> None:
    parameter = (button or {}).get("start_parameter")
    if parameter is None:
        return
    plain = all(char.isascii() and (char.isalnum() or char in "_-") for char in parameter)
    if not plain or not 1 <= len(parameter) <= PAYLOAD_CHARACTERS:
        raise careless("START_PARAM_INVALID")


def inline_result(world: World, call: Call, result: Json) -> Json:
    """Return a result with its text as Telegram keeps it.  The stand plays articles with text."""
    content = result.get("input_message_content") or {}
    if result["type"] != "article" or "message_text" not in content:
        raise careless(f"the stand plays no inline result of type {result['type']} without text")
    if not result.get("title"):
        raise careless("ARTICLE_TITLE_EMPTY")
    body = texts.formatted(content["message_text"], content.get("entities"), limit=texts.TEXT_UNITS)
    keys = markup.keyboard(result.get("reply_markup"))
    world.remark(call.method, [*body.remarks, *keys.remarks])
    return {
        **result,
        "message": {"text": body.text, "entities": list(body.entities), "reply_markup": keys.inline},
    }


METHODS: list[Any] = [
    method("answerCallbackQuery", answer_callback, "callback_query_id", "text", "show_alert", "cache_time"),
    method(
        "answerInlineQuery", answer_inline, "inline_query_id", "results", "cache_time", "is_personal",
        "next_offset", "button",
    ),
]  # fmt: skip
