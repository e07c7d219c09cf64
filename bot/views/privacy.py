"""Say what is kept about readers, and what was erased.  Pure."""

from __future__ import annotations

from bot.views.counting import counted
from bot.views.rich_text import Text, bold, join
from retrieval.text.prose import join_names
from storage.ports.personal_data import DELIVERY_RETENTION, Erased

ERASE = "Erase it"
NOTHING_KEPT = Text("There's nothing of yours that I could erase.")
ANOTHER_READERS = "That button is for whoever asked. Write /forget yourself."
TOO_OLD = "That was a while ago: if you still want it, write /forget again."
NOT_IN_GROUP = "Only in a group: /forget alone erases what I keep of you."
ONLY_ADMINISTRATORS = "Only administrators can erase what I keep of the whole group. /forget erases what is yours."
USAGE = "Write /forget, and I'll ask once more before I erase anything. A group's administrators: /forget group."

QUESTION = bold("Erase what I keep about you?") + (
    "\nYour questions and what I showed for them, in groups too, your ratings, your digest and what waits to be sent, "
    "documents and jobs, and your name in the log of changes. It can't be brought back."
)
QUESTION_IN_GROUP = bold("Erase what I keep of you in this group?") + (
    "\nYour questions here and what I showed for them, your ratings here, and your jobs. It can't be brought back. "
    "For everything, write /forget to me in private."
)
QUESTION_FOR_GROUP = bold("Erase what I keep of this group?") + (
    "\nEverybody's questions and ratings, the digest and what waits to be sent, documents and jobs. It can't be "
    "brought back."
)


def privacy_text(keep_days: int) -> Text:
    """Return what is kept about readers, for how long, and how to have it erased."""
    return join(
        [
            bold("What I keep about you"),
            f"• your questions, what I showed for them, and your 👍 and 👎: {keep_days} days. I use them for your "
            "follow-ups, and to tell you if an article that I showed you is corrected.",
            "• a message, until I've answered it",
            "• the hour of your digest, until /unsubscribe",
            "• whom and what you follow, until /unfollow",
            f"• what I sent you unasked: {DELIVERY_RETENTION.days} days. That I sent it stays, so that I don't send "
            "it twice.",
            "• if you're an editor: your name in the log of changes, and for some days your jobs and documents",
            "With it I store your Telegram number, but no phone number, and no name unless you're an editor. Whoever "
            "runs me can read it; nobody else gets it.",
            "/forget erases it.",
        ],
        "\n",
    )


def erased_text(erased: Erased) -> Text:
    """Return what was erased, as one sentence."""
    kinds = (
        (erased.questions, "question"),
        (erased.ratings, "rating"),
        (erased.deliveries, "digest or notice", "digests and notices"),
        (erased.documents, "document"),
        (erased.jobs, "job"),
        (erased.names, "place with your name", "places with your name"),
    )
    parts = [counted(count, *words) for count, *words in kinds if count]
    if erased.subscriptions:
        parts.insert(0, "the daily digest")
    if erased.watches:
        parts.append("what you follow")
    if erased.messages and not parts:
        parts.append("what my messages were about")
    return Text(f"Erased: {join_names(parts)}.") if parts else NOTHING_KEPT
