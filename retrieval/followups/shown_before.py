"""Follow-ups on what was shown: more of it; when, where and to whom it was said; who else spoke.  Pure."""

from __future__ import annotations

import re

from retrieval.domain.question import Question, QuestionKind
from retrieval.followups.conversation import Cited, Turn
from retrieval.followups.coreference import in_full, referents_of, resolve_pronoun
from retrieval.followups.follow_up_text import (
    AnswerPart,
    FollowUpText,
    RewriteResult,
    RewrittenQuestion,
    UnclearReference,
)
from retrieval.followups.pronoun_replacement import SINGULAR_PRONOUNS, resolved
from retrieval.followups.rewriting import also_asking, by_anybody, label_of
from retrieval.text.normalize import fold, fold_in_place, words
from retrieval.text.prose import join_names

_SAID_THAT = (
    r"(?: (?:(?:did|does|has|have|was|were|is) (?:(?P<who>.+?) )?(?:say|said|saying|tell|told|state|stated|announce"
    r"|announced|write|wrote|written|claim|claimed|declare|declared|tweet|post)"
    r"(?: (?:that|this|it|so|those|them|these))?(?: words?| things?)?|(?:was|is) (?:that|this|it)))?"
)
WHEN = re.compile(rf"(?:when(?: exactly)?|(?:on )?(?:what|which) (?:day|date)){_SAID_THAT}", re.IGNORECASE)
WHERE = re.compile(rf"(?:where(?: exactly)?|in (?:what|which) (?:place|city|interview)){_SAID_THAT}", re.IGNORECASE)
TO_WHOM = re.compile(
    rf"(?:to whom|to who|who to){_SAID_THAT}|whom? (?:did|does|was|were|has|had) (?P<he>.+?) "
    r"(?:(?:say|said|saying) (?:that|this|it|so|those) to|(?:talk|talking|speak|speaking|spoken) (?:to|with)"
    r"|tell|telling|told)(?: (?:that|this|it|so|those))?",
    re.IGNORECASE,
)
# How a label ends whose question dates answer.
BY_DATES = "when, by the dates of the sources"
_MORE = re.compile(
    r"(?:(?:show|tell|give) (?:me |us )?)?(?:(?:some|any|anything|something|a bit|a little) )?(?:more|further)"
    r"(?:,? (?:please|(?:of|about|on) (?:them|those|that|it|this)|quotes|statements|results))?"
    r"|(?:is there |are there |was there |did (?:he|she|they) say )?(?:anything|something|what) (?:else|more)"
    r"|(?:(?:show|give) me )?(?:the )?(?:next|next ones?|rest|others)|go on|continue|keep going|carry on",
    re.IGNORECASE,
)
_IT = r"(?: (?:that|so|this|it|anything|something))?(?: (?:about|on) (?:it|that|this))?"
_WHO_ELSE = re.compile(
    rf"(?:who|any(?:one|body)|some(?:one|body)) else(?: (?:said|says|spoke|talked|commented){_IT})?"
    rf"|(?:did|has|have) (?:any|some)(?:one|body) else (?:say|said|speak|spoken|talk|comment|commented){_IT}",
    re.IGNORECASE,
)
_WHO_ELSE_ON = re.compile(
    r"who else (?:spoke|talked|commented|said (?:anything|something)|is quoted|was quoted) (?:about|on) (?P<topic>.+)",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"what else (?P<said>(?:did|does|has|have|do) .+)|(?P<did>(?:did|has|have) .+? (?:say|said)) "
    r"(?:anything|something) (?:else|more)(?P<on> (?:about|on|to) .+)?",
    re.IGNORECASE,
)
_WHO_SAID_IT = re.compile(
    r"(?:and |but |so )?(?:who (?:said|says|told (?:you|us|them)) (?:that|this|it|so)"
    r"|who(?:'s| is| was) (?:that|this|it)|who is speaking|says who"
    r"|whose (?:words|quotes?) (?:are|were|is|was) (?:that|this|these|those|it))",
    re.IGNORECASE,
)
_WHETHER_TRUE = re.compile(
    r"(?:(?:and|but|so|ok|okay|hm+|wait),? )*"
    r"(?:(?:is|was|are|were|isn't|aren't) (?:all )?(?:that|this|it|these|those|they|he|she)"
    r"(?: (?:really|even|actually|all|just|still))*"
    r" (?:true|right|correct|so|real|false|fake|wrong|accurate|a lie|lies|lying|a fact|facts|legit|proven|confirmed)"
    r"|(?:is there )?(?:any )?(?:proof|evidence)(?: (?:for|of) (?:that|this|it|those))?"
    r"|fact[ -]?check(?: (?:that|this|it))?|true or (?:false|not)|true)",
    re.IGNORECASE,
)
_ANY = frozenset("that this it they them".split())


def is_more(folded: str) -> bool:
    """Return whether a folded text asks for more of what was shown, and for nothing else."""
    return _MORE.fullmatch(folded) is not None


def asks_who_said_it(text: str) -> bool:
    """Return whether a text asks whose words were shown last, and for nothing else: "who said that?"."""
    return _WHO_SAID_IT.fullmatch(" ".join(text.split()).rstrip("?!. ")) is not None


def asks_whether_true(text: str) -> bool:
    """Return whether a text asks only whether what was shown last is true: "is that right?"."""
    return _WHETHER_TRUE.fullmatch(fold_in_place(" ".join(text.split())).rstrip("?!. ")) is not None


def more(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "more": the excerpts not shown yet."""
    if not is_more(follow_up.folded):
        return None
    before = follow_up.before()
    return follow_up.nothing_before() if before is None else _not_shown(follow_up, before)


def _not_shown(follow_up: FollowUpText, question: Question) -> RewrittenQuestion:
    return RewrittenQuestion(
        question.text,
        f"{label_of(question)}: more",
        AnswerPart.NOT_SHOWN,
        (),
        _shown_on(follow_up, question),
        _replied(follow_up),
    )


def _on_the_same(follow_up: FollowUpText, question: Question) -> list[Turn]:
    """Return the turns on the subject of a question; all turns if it has none."""
    turns = follow_up.conversation.turns
    if question.kind is QuestionKind.OPEN:
        return [e for e in turns if fold(e.own) == fold(question.text)]
    subject = _subject(question)
    return [e for e in turns if subject is None or _subject(follow_up.read(e.understood)) == subject]


def _shown_on(follow_up: FollowUpText, question: Question) -> tuple[Cited, ...]:
    return tuple(c for e in _on_the_same(follow_up, question) for c in e.cited)


def _replied(follow_up: FollowUpText) -> tuple[str, ...]:
    return tuple(e.replied for e in follow_up.conversation.turns if e.kind is None and e.replied)


def circumstances(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "when", "where" or "to whom did he say that?" about what was just shown."""
    for pattern, part, says in (
        (WHEN, AnswerPart.SHOWN, BY_DATES),
        (WHERE, AnswerPart.CONTEXT, "where, by the sentences around the words"),
        (TO_WHOM, AnswerPart.CONTEXT, "to whom, by the sentences around the words"),
    ):
        if (match := pattern.fullmatch(follow_up.folded)) is not None:
            who = follow_up.group(match, "who") or ("he" in match.groupdict() and follow_up.group(match, "he")) or ""
            return _said(follow_up, who, part, says)
    return None


def _said(follow_up: FollowUpText, who: str, part: AnswerPart, says: str) -> RewriteResult:
    last, before = follow_up.last, follow_up.before()
    if last is None or before is None:
        return follow_up.nothing_before()
    if before.kind is QuestionKind.OPEN and not last.people:
        # Nobody was quoted: "when?" asks for something else that the same passages may print.
        return also_asking(follow_up.before_alone() or before, follow_up.typed, follow_up.now)
    if not last.cited:
        # In an imported history it is unknown what was shown.
        return RewrittenQuestion(before.text, label_of(before)) if last.kind is None else follow_up.nothing_before()
    by = _by_whom(follow_up, who, last, before)
    if not isinstance(by, tuple):
        return by
    return RewrittenQuestion(
        follow_up.again(before), f"{join_names(by) or label_of(before)}: {says}", part, by, last.cited
    )


def _by_whom(
    follow_up: FollowUpText, who: str, last: Turn, before: Question
) -> tuple[str, ...] | UnclearReference | None:
    """Return whose words are meant of those shown; () for all, None if none of theirs were shown."""
    if not who or fold(who) in _ANY:
        return ()
    if fold(who) in SINGULAR_PRONOUNS:
        found = resolve_pronoun(follow_up, who)
        if isinstance(found, UnclearReference):
            return found
        who = found.full_name
    asked_about = {c.full_name for c in referents_of(last, before)}
    if len(asked_about) == 1 and _called(who, asked_about.pop()):
        # Everything shown is theirs, whatever name is used.
        return ()
    return tuple(p for p in last.people if _called(who, p)) or None


def _called(asked: str, name: str) -> bool:
    return set(words(asked)) <= set(words(name))


def who_else(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "who else?": what other people said on the same subject."""
    before, last = follow_up.before(), follow_up.last
    on = _WHO_ELSE_ON.fullmatch(follow_up.folded)
    if on is None and _WHO_ELSE.fullmatch(follow_up.folded) is None:
        return None
    if on is not None and (before is None or fold(before.topic or "") != fold(follow_up.group(on, "topic"))):
        return None
    if before is None or last is None:
        return follow_up.nothing_before()
    others = by_anybody(before)
    if others is None:
        # Without a subject it would ask for everybody's words.
        return _not_shown(follow_up, before) if before.kind is QuestionKind.OPEN else follow_up.nothing_before()
    same = _on_the_same(follow_up, before)
    # Those asked about are never "others", whether or not it is known what was shown.
    of = [in_full(name, e.people) for e in same for name in follow_up.read(e.understood).speakers]
    but = tuple(dict.fromkeys([*(p for e in same for p in e.people), *of]))
    whose = join_names(but) or "those asked about"
    label = f"people other than {whose}, on {_subject(before)}"
    return RewrittenQuestion(
        others, label, AnswerPart.OTHER_SPEAKERS, but, _shown_on(follow_up, before), _replied(follow_up)
    )


def _subject(question: Question) -> str | None:
    return f"“{question.phrase}”" if question.phrase else question.topic


def what_else(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "what else did X say?": without what was shown already."""
    match = _ELSE.fullmatch(follow_up.folded)
    if match is None:
        return None
    said = follow_up.group(match, "said")
    text = resolved(
        follow_up,
        f"what {said}?" if said else f"{follow_up.group(match, 'did')} anything{follow_up.group(match, 'on')}?",
    )
    if isinstance(text, UnclearReference):
        return text
    question = follow_up.read(text)
    if question.kind is QuestionKind.OPEN:
        return None
    return RewrittenQuestion(text) if follow_up.last is None else _not_shown(follow_up, question)
