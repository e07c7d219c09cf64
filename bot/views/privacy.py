"""Say what is kept about readers, and what was erased.  Pure."""

from __future__ import annotations

from bot.languages.lists import all_of
from bot.languages.speaking import marked, marked_plural, tr, trn
from bot.views.rich_text import Text, bold, join
from storage.ports.digests import TOLD_MEMORY
from storage.ports.personal_data import DELIVERY_RETENTION, Erased

ERASE, KEEP = marked("Erase it"), marked("Keep it")
KEPT = marked("Nothing was erased.")
NOTHING_KEPT = marked("There's nothing of yours that I could erase.")
ANOTHER_READERS = marked("That button is for whoever asked. Write /forget yourself.")
TOO_OLD = marked("That was a while ago: if you still want it, write /forget again.")
NOT_IN_GROUP = marked("Only in a group: /forget alone erases what I keep of you.")
ONLY_ADMINISTRATORS = marked(
    "Only administrators can erase what I keep of the whole group. /forget erases what is yours."
)
USAGE = marked(
    "Write /forget, and I'll ask once more before I erase anything. A group's administrators: /forget group."
)

QUESTION = (
    marked("Erase what I keep about you?"),
    marked(
        "Your questions and what I showed for them, in groups too, your ratings, your digest, what you follow, what "
        "waits to be sent, documents and jobs, and your name in the log of changes. It can't be brought back."
    ),
)
QUESTION_IN_GROUP = (
    marked("Erase what I keep of you in this group?"),
    marked(
        "Your questions here and what I showed for them, your ratings here, and your jobs. It can't be brought back. "
        "For everything, write /forget to me in private."
    ),
)
QUESTION_FOR_GROUP = (
    marked("Erase what I keep of this group?"),
    marked(
        "Everybody's questions and ratings, the digest, what is followed here, what waits to be sent, documents and "
        "jobs. It can't be brought back."
    ),
)


def question_text(question: tuple[str, str]) -> Text:
    """Return one of the questions above, in the language spoken."""
    asked, detail = question
    return bold(tr(asked)) + "\n" + tr(detail)


def privacy_text(keep_days: int) -> Text:
    """Return what is kept about readers, for how long, and how to have it erased."""
    return join(
        [
            bold(tr("What I keep about you")),
            trn(
                "• your questions, what I showed for them, and your 👍 and 👎: {count} day. I use them for your "
                "follow-ups, and to tell you if an article that I showed you is corrected.",
                "• your questions, what I showed for them, and your 👍 and 👎: {count} days. I use them for your "
                "follow-ups, and to tell you if an article that I showed you is corrected.",
                keep_days,
            ),
            tr("• a message, until I've answered it"),
            tr("• the hour of your digest, until /unsubscribe"),
            trn(
                "• which stories a digest told you: {count} day; those you left out, until you bring them back",
                "• which stories a digest told you: {count} days; those you left out, until you bring them back",
                TOLD_MEMORY.days,
            ),
            tr("• whom and what you follow, until /unfollow"),
            tr("• your language, to speak it when I write first"),
            trn(
                "• what I sent you unasked: {count} day. That I sent it stays, so that I don't send it twice.",
                "• what I sent you unasked: {count} days. That I sent it stays, so that I don't send it twice.",
                DELIVERY_RETENTION.days,
            ),
            tr("• if you're an editor: your name in the log of changes, and for some days your jobs and documents"),
            tr(
                "With it I store your Telegram number, but no phone number, and no name unless you're an editor. "
                "Whoever runs me can read it; nobody else gets it."
            ),
            tr("/forget erases it."),
        ],
        "\n",
    )


def erased_text(erased: Erased) -> Text:
    """Return what was erased, as one sentence."""
    parts = [tr("the daily digest")] if erased.subscriptions else []
    for name, forms in _ERASED.items():
        if count := getattr(erased, name):
            parts.append(trn(*forms, count))
    parts += [tr("what you follow")] if erased.watches else []
    parts += [tr("the settings")] if erased.settings else []
    if erased.messages and not parts:
        parts.append(tr("what my messages were about"))
    return Text(tr("Erased: {things}.", things=all_of(parts)) if parts else tr(NOTHING_KEPT))


# By the fields of Erased.
_ERASED = {
    "questions": marked_plural("{count} question", "{count} questions"),
    "ratings": marked_plural("{count} rating", "{count} ratings"),
    "deliveries": marked_plural("{count} digest or notice", "{count} digests and notices"),
    "documents": marked_plural("{count} document", "{count} documents"),
    "jobs": marked_plural("{count} job", "{count} jobs"),
    "names": marked_plural("{count} place with your name", "{count} places with your name"),
}
