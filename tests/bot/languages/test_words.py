"""The words that readers see are written in bot/views, and there each goes through the catalogues."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parent
# What puts words in front of a reader.
SHOWS = {"reply", "answer_press", "Text", "turn_to", "show_page", "InlineKeyboardButton", "bold", "italic", "Button"}
# What takes a message into the catalogues; errors of a program are for its log.
TRANSLATES = {"tr", "trn", "rich", "marked", "marked_plural", "BadInput", "RuntimeError", "ValueError"}
# Views of what is not for readers on Telegram: programs, terminals, examples that are typed in English, and questions.
NOT_FOR_READERS = {"json", "terminal.py", "examples.py"}
IN_TERMINALS = {
    "replies/answers.py": {"_more", "_heading"},
    "guide/help.py": {"terminal_help", "chat_help"},
    "sharing/linked.py": {"question_about"},
}


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def words_in(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the literals that are a phrase: with a letter and a space."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.strip()
            if " " in text and any(c.isalpha() for c in text):
                yield node


def shown_by_handlers(tree: ast.Module) -> list[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [str(words.value) for call in calls if called(call) in SHOWS for words in words_in(call)]


def untranslated(tree: ast.Module, terminal: set[str]) -> list[str]:
    """Return the phrases that no catalogue gets; commands and the like are shown as they are."""
    left: set[int] = set()
    for node in ast.walk(tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_message = isinstance(node, ast.Call) and called(node) in TRANSLATES
        is_for_terminals = isinstance(node, ast.FunctionDef) and node.name in terminal
        if is_docstring or is_message or is_for_terminals:
            left |= {id(inner) for inner in ast.walk(node)}
    found = [words for words in words_in(tree) if id(words) not in left]
    return [str(words.value) for words in found if not str(words.value).startswith(("/", "%"))]


def test_handlers_hold_no_words() -> None:
    found = {
        str(path.relative_to(ROOT)): phrases
        for path in sorted((ROOT / "telegram").rglob("*.py"))
        if (phrases := shown_by_handlers(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == {}, "write them in bot/views, with tr"


def test_views_say_nothing_that_is_not_translated() -> None:
    views = ROOT / "views"
    found = {}
    for path in sorted(views.rglob("*.py")):
        name = path.relative_to(views)
        if NOT_FOR_READERS & set(name.parts):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if phrases := untranslated(tree, IN_TERMINALS.get(name.as_posix(), set())):
            found[name.as_posix()] = phrases
    assert found == NAMES, "wrap them in tr, rich or marked"


# Names of a font and of a style.
NAMES = {"pictures/charts.py": ["DejaVu Sans"], "rich_text.py": ["open quote"]}


def test_a_phrase_in_a_handler_or_view_is_found() -> None:
    tree = ast.parse("async def f():\n    await reply(update, [Text(f'Not {this} way')])\n    log.info('not this')")
    assert "Not " not in shown_by_handlers(tree)
    assert " way" not in shown_by_handlers(tree)
    assert "Not this way" in shown_by_handlers(ast.parse("answer_press(update, 'Not this way')"))
    assert untranslated(ast.parse("x = 'Not this way'\ny = tr('This way')"), set()) == ["Not this way"]
