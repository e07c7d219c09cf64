"""Say what a chat follows, and ask what it is to follow.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages.speaking import marked, number, tr, trn
from bot.views.cards.labels import clipped
from bot.views.chats.subscriptions import no_alerts
from bot.views.rich_text import Text, bold, code, join, rich
from storage.ports.watches import MAX_WATCHES, AlertChat, Watch, WatchKind

NOTHING_TO_FOLLOW = marked("Whom or what? For example: /follow Christopher Hill or /follow Kosovo.")
TOO_LONG = marked("That's too long to follow: a name or a few words will do.")
TOO_GENERAL = marked("Too much would answer that question: name what it is about, and I'll follow it.")
ONLY_ADMINISTRATORS = marked("Here only administrators choose what to follow. In a private chat with me, you can.")
BUTTON_TOO_OLD = marked("That button is too old. Write /follow and a name.")
# A longer name or question on a button is cut; a notice over the chat has 200 characters in all.
MAX_LABEL_CHARS, MAX_NOTICE_CHARS = 40, 120
# How many messages with alerts a day a chat may choose.
CHOICES_PER_DAY = (3, 10, 30)


def ask_for_name() -> Text:
    return rich(
        "Follow a person or a topic, and I'll write as soon as something new is printed. For example: {person} or "
        "{topic}.",
        person=code("/follow Christopher Hill"),
        topic=code("/follow Kosovo"),
    )


def followed(watch: Watch) -> Text:
    """Return that a chat follows something from now on."""
    if watch.kind is WatchKind.PERSON:
        return rich("Following {name}: I'll write when a new article quotes them.", name=bold(watch.name))
    if watch.kind is WatchKind.QUESTION:
        return rich("Following “{question}”: I'll write when a new article answers it.", question=bold(watch.name))
    return rich("Following {name}: I'll write when a new article mentions it.", name=bold(watch.name))


def full() -> Text:
    return rich(
        "You follow {count} already, and more would be hard to keep up with. {command} lists them: drop one first.",
        count=number(MAX_WATCHES),
        command=code("/following"),
    )


def unfollowed(name: str) -> Text:
    return rich("You no longer follow {name}.", name=bold(name))


def unfollowed_all(count: int) -> Text:
    if not count:
        return listing_nothing()
    return Text(tr("You no longer follow anything: {count} removed.", count=number(count)))


def not_followed(name: str) -> Text:
    return rich("You don't follow {name}. /following shows what you follow.", name=bold(name))


def which_one(asked: str) -> Text:
    return rich("Several people are called {name}. Whom do you mean?", name=bold(asked))


def nothing_yet(asked: str, *, near: bool) -> Text:
    """Return that nothing is stored on a name; the first bold words are the name, for the buttons."""
    if near:
        return rich(
            "I have nothing on {name} yet. Did you mean one of these, or follow all the same?", name=bold(asked)
        )
    return rich("I have nothing on {name} yet. Follow all the same?", name=bold(asked))


def by_person(name: str) -> str:
    return tr("When {name} is quoted", name=name)


def by_words(name: str) -> str:
    return tr("When {name} is mentioned", name=name)


def follow_label(name: str) -> str:
    """Return the button under an answer."""
    return tr("🔔 Follow {name}", name=name)


def follow_question_label() -> str:
    """Return the button under the answer to a question that can be followed."""
    return tr("🔔 Follow this question")


def following_label() -> str:
    return tr("Following ✓")


def unfollow_label(name: str) -> str:
    return tr("Unfollow {name}", name=clipped(name, MAX_LABEL_CHARS))


def pressed_follow(name: str) -> str:
    return tr("Following {name}. I'll write when something new is printed.", name=clipped(name, MAX_NOTICE_CHARS))


def pressed_following(name: str) -> str:
    return tr("You follow {name}. Press again to stop.", name=clipped(name, MAX_NOTICE_CHARS))


def pressed_unfollow(name: str) -> str:
    return tr("Unfollowed {name}.", name=clipped(name, MAX_NOTICE_CHARS))


def gone() -> str:
    return tr("You no longer follow that.")


def listing_nothing() -> Text:
    return rich("You follow nobody and nothing yet. Try {command}.", command=code("/follow Christopher Hill"))


def listing(watches: Sequence[Watch], chat: AlertChat, *, has_digest: bool) -> Text:
    """Return what a chat follows, how many alerts it gets, and whether a digest comes."""
    digest = [rich("A digest comes here, too: {command} shows when.", command="/subscribe")] if has_digest else []
    if not watches:
        return join([listing_nothing(), *digest], "\n")
    lines: list[Text | str] = [bold(tr("You follow"))]
    for watch in watches:
        name = bold(watch.name)
        if watch.kind is WatchKind.PERSON:
            lines.append(rich("• {name}, when quoted", name=name))
        elif watch.kind is WatchKind.QUESTION:
            lines.append(rich("• “{question}”, when answered", question=name))
        else:
            lines.append(rich("• {name}, when mentioned", name=name))
    lines += ["", trn("At most {count} alert a day.", "At most {count} alerts a day.", chat.per_day)]
    lines += [no_alerts(chat.quiet)] if chat.quiet is not None else []
    lines.append(tr("Press a name to unfollow it, or a number to change the limit."))
    return join([*lines, *digest], "\n")


def per_day_label(count: int, *, chosen: bool) -> str:
    return tr("✓ {count} a day", count=number(count)) if chosen else tr("{count} a day", count=number(count))


def per_day_changed(count: int) -> str:
    return trn("At most {count} alert a day from now on.", "At most {count} alerts a day from now on.", count)
