"""Say how to use the bot: a short page, and others behind its buttons.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from bot.languages.speaking import marked, tr
from bot.views.guide.examples import EXAMPLES, FOLLOW_UPS
from bot.views.rich_text import Text, bold, code, join, rich


class Page(StrEnum):
    """A page of /help, by the word that its button carries."""

    MAIN = "main"
    EXAMPLES = "examples"
    DIGEST = "digest"
    FOLLOW = "follow"
    PRIVACY = "privacy"
    LANGUAGE = "language"
    EDITORS = "editors"


BUTTONS = {
    Page.EXAMPLES: marked("Examples"),
    Page.DIGEST: marked("Digest"),
    Page.FOLLOW: marked("Follow"),
    Page.PRIVACY: marked("Privacy"),
    Page.LANGUAGE: marked("Language"),
    Page.EDITORS: marked("For editors"),
}
# A page is offered only if the command that it is about is there.
ABOUT = {
    Page.EXAMPLES: "ask",
    Page.DIGEST: "subscribe",
    Page.FOLLOW: "follow",
    Page.PRIVACY: "privacy",
    Page.LANGUAGE: "language",
    Page.EDITORS: "add",
}
EDITORS_ONLY = marked("That page is for editors.")


def help_page(page: Page, questions: Sequence[str] = ()) -> Text:
    """Return a page; `questions` are some that this store answers."""
    return _main(questions) if page is Page.MAIN else _PAGES[page]()


def _main(questions: Sequence[str]) -> Text:
    return join(
        [
            bold(tr("Ask me what someone said.")),
            *[Text("• ") + code(question) for question in questions or EXAMPLES[:3]],
            rich("Then go on: {questions}", questions=join([code(f) for f in FOLLOW_UPS[2:]], ", ")),
            "",
            tr("Reply to one of my answers to ask about it. In a group, reply to me or write /ask."),
            tr("/people and /sources show what I know, /new starts over, /cancel stops what is running."),
        ],
        "\n",
    )


def _examples() -> Text:
    return join(
        [
            bold(tr("What you can ask")),
            *[Text("• ") + code(example) for example in EXAMPLES],
            rich("Then go on: {questions}", questions=join([code(f) for f in FOLLOW_UPS], ", ")),
            tr("Ask in English: I only read English."),
        ],
        "\n",
    )


def _digest() -> Text:
    return join(
        [
            bold(tr("A daily digest")),
            tr("/subscribe shows when yours comes, and changes it."),
            rich("Or write it at once: {example}", example=code("/subscribe 8:30 Kyiv")),
            tr("/digest now shows what it would say; /unsubscribe stops it."),
        ],
        "\n",
    )


def _follow() -> Text:
    return join(
        [
            bold(tr("Follow a person or a topic")),
            rich("I write to you when there is something new: {example}", example=code("/follow Hill")),
            tr("/following lists what you follow, and ends it."),
        ],
        "\n",
    )


def _privacy() -> Text:
    return join(
        [
            bold(tr("What I keep about you")),
            tr("I keep your questions for a while, so that you can ask on, and what you set here. I keep no name."),
            tr("/privacy says exactly what, and /forget erases it."),
        ],
        "\n",
    )


def _language() -> Text:
    return join(
        [
            bold(tr("My language")),
            tr("/language changes the language in which I speak. What I quote stays as it was printed."),
        ],
        "\n",
    )


def _editors() -> Text:
    return join(
        [
            bold(tr("For editors")),
            tr("/add – then send texts, links, posts or files (txt, md, html, pdf, docx, jsonl)"),
            rich("{command} – follow a site", command=code("/feeds add LINK")),
            rich("{retract} – withdraw an article; {restore} brings it back",
                 retract=code("/retract ID REASON"), restore=code("/restore ID")),
            rich("/log – who changed what; {undo} undoes changes of the last day", undo=code("/undo 17-41")),
            tr("/outbox – what may not have arrived, to send again or drop"),
            tr("/stats – how much is stored; /feedback – how readers rate answers"),
            tr("/editors – who the editors are"),
            tr("Every change has a button that undoes it. /cancel stops what is running."),
        ],
        "\n",
    )  # fmt: skip


_PAGES: dict[Page, Callable[[], Text]] = {
    Page.EXAMPLES: _examples,
    Page.DIGEST: _digest,
    Page.FOLLOW: _follow,
    Page.PRIVACY: _privacy,
    Page.LANGUAGE: _language,
    Page.EDITORS: _editors,
}


def terminal_help() -> Text:
    """Return what can be typed in a terminal."""
    return join(
        [
            bold("Ask"),
            *[Text("• ") + code(example) for example in EXAMPLES],
            join(["• then follow up: ", join([code(f) for f in FOLLOW_UPS], " · ")]),
            "",
            bold("Commands"),
            "/people NAME – the names and roles that articles give someone; without NAME, who is quoted most",
            "/digest – the stories of the last day",
            "/sources – the stored articles and their publishers",
            "/new – start a new conversation: I forget what was said before",
            "undo – ask your last question again, exactly as you typed it",
            "/quit – leave",
        ],
        "\n",
    )
