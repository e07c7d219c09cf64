"""Every word of the bot is translated into every language, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

import bot
from bot.languages.catalogues import ENGLISH, LANGUAGES, LOCALES

ROOT = Path(bot.__file__).parents[1]
SCRIPT = ROOT / ".make" / "messages.sh"
OTHERS = [language for language in LANGUAGES if language != ENGLISH]


def keywords() -> list[str]:
    """Return what `make messages` takes for a message."""
    return re.findall(r"-k (\S+)", SCRIPT.read_text(encoding="utf-8"))


@cache
def messages_in_code() -> frozenset[str | tuple[str, ...]]:
    taken: set[str | tuple[str, ...]] = set()
    for folder in ("bot", "retrieval", "storage"):
        found = extract_from_dir(
            str(ROOT / folder),
            keywords=parse_keywords(keywords()),
            directory_filter=lambda path: Path(path).name != "cli",
        )
        for _, _, message, _, _ in found:
            taken.add(tuple(message) if isinstance(message, list | tuple) else message)
    return frozenset(taken)


@cache
def catalogue(language: str) -> Catalog:
    path = ROOT / "bot" / "languages" / "catalogues" / f"{language}.po"
    with path.open("rb") as file:
        return read_po(file, LOCALES[language])


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms_of(message: Message) -> list[str]:
    """Return a message's translation: one, or one for each plural form."""
    match message.string:
        case None:
            return []
        case str(one):
            return [one]
        case several:
            return list(several)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_has_the_messages_of_the_code_and_no_others(language: str) -> None:
    in_code = messages_in_code()
    in_catalogue = {m.id if isinstance(m.id, str) else tuple(m.id) for m in messages(language)}
    assert len(in_code) > 300, "the extraction finds the messages"
    assert in_code - in_catalogue == set(), "run `make messages` and translate"
    assert in_catalogue - in_code == set(), "run `make messages`"


def literals(call: ast.Call, names: Mapping[str, int]) -> Iterator[str]:
    """Yield the messages that a call names as literals."""
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            for argument in call.args[: names.get(name, 0)]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                    yield argument.value


def test_no_message_hides_from_the_extraction() -> None:
    """It overlooks a call inside another, and one in an f-string: nobody would translate what they say."""
    names = {word.partition(":")[0]: 2 if ":" in word else 1 for word in keywords()}
    found = {one for message in messages_in_code() for one in ([message] if isinstance(message, str) else message)}
    for path in (path for folder in ("bot", "retrieval", "storage") for path in (ROOT / folder).rglob("*.py")):
        if "cli" not in path.parts:
            calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
            assert {one for call in calls for one in literals(call, names)} <= found, path


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_in_all_its_forms(language: str) -> None:
    whole = catalogue(language)
    for message in messages(language):
        assert not message.fuzzy, message.id
        forms = forms_of(message)
        assert len(forms) == (1 if isinstance(message.id, str) else whole.num_plurals), message.id
        assert all(forms), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_the_placeholders_of_a_translation_are_those_of_the_message(language: str) -> None:
    for message in messages(language):
        if isinstance(message.id, str):
            assert [placeholders(form) for form in forms_of(message)] == [placeholders(message.id)], message.id
            continue
        # "its first message" has no number; the other languages may write one.
        allowed, needed = placeholders(message.id[1]), placeholders(message.id[0]) - {"count"}
        for form in forms_of(message):
            assert needed <= placeholders(form) <= allowed, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_commands_and_line_breaks_stay_in_a_translation(language: str) -> None:
    """A command that is translated does nothing; words in its place do not matter here."""
    commands = re.compile(r"(?<![\w/])/[a-z]{3,}")
    for message in messages(language):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        for form in forms_of(message):
            assert set(commands.findall(form)) <= {c for one in ids for c in commands.findall(one)}, message.id
            assert form.count("\n") == ids[-1].count("\n"), message.id


def test_serbian_is_in_latin_script() -> None:
    for message in messages("sr"):
        forms = forms_of(message)
        assert not any(re.search(r"[\u0400-\u04ff]", form) for form in forms), message.id
