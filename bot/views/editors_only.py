"""Say that something is for editors or owners only.  Pure."""

from __future__ import annotations

from bot.languages.speaking import marked, tr

# What only editors can do: each is a whole sentence.
ADD = marked("Only editors can add articles.")
RETRACT = marked("Only editors can retract articles.")
RESTORE = marked("Only editors can restore articles.")
REPLACE = marked("Only editors can replace articles.")
SEE_STATUS = marked("Only editors can see the status of an article.")
SEE_LOG = marked("Only editors can see the log.")
SEE_TOTALS = marked("Only editors can see how much is stored.")
SEE_EDITORS = marked("Only editors can see who is an editor.")
SEE_FEEDS = marked("Only editors can see and change feeds.")
SEE_OUTBOX = marked("Only editors can see the outbox.")
SEE_RATINGS = marked("Only editors can see how answers are rated.")
UNDO = marked("Only editors can undo changes.")
CANCEL = marked("Only editors can cancel this.")

OWNERS = marked("Only owners can add or remove editors. Whoever runs this bot sets the owners in ONRECORD_OWNERS.")


def become_editor(sentence: str) -> str:
    """Return one of the sentences above, and what to do about it."""
    remedy = tr("Ask whoever runs this bot to make you one.")
    return f"{tr(sentence)} {remedy}"
