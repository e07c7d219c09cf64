"""Ask the articles shown last and everything stored, and choose the answer that is likelier to be meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.answers.conversing.likelier import probability_here, probability_right_here
from retrieval.answers.whole import AnswerWhole, Scope
from retrieval.domain.article import Article
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, RefusalReason, Reply
from retrieval.followups.conversation import Conversation, history_of
from retrieval.followups.leaning import Leaning, leaning
from retrieval.index.search import PassageSearch
from retrieval.questions import read_question
from retrieval.ranking.confidence import Degree, degree
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.text.normalize import content_words

# Of the articles shown last, so many are asked.
MAX_ARTICLES_ASKED = 2
# How likely, 0…1, the articles shown must be meant.  To "who else wants that?" an unsure answer from elsewhere is odd.
HERE_FROM, POINTING_HERE_FROM = 0.5, 0.3
Check = Callable[[Answer], Reply]
"""Returns what of an answer may be shown."""


class AskHereOrAnywhere:
    """Answers a question that may be about the articles shown last, though no rule makes it whole."""

    def __init__(self, library: Library, search: PassageSearch, whole: AnswerWhole) -> None:
        self._library = library
        self._search = search
        self._whole = whole

    async def __call__(
        self, text: str, typed: Question, scope: Scope, conversation: Conversation, check: Check | None = None
    ) -> Reply:
        """Answer `text`, the whole question that `typed` stands for, or the same.  Raise UnusableQuestion.

        Answers are compared by what `check` leaves of them.
        """
        lean = await self.leaning(typed, text, scope, conversation)
        anywhere = _checked(await self._whole(text, scope, history_for(conversation, scope)), check)
        sure = isinstance(anywhere, Answer) and not anywhere.hedged
        if lean is None or (sure and not lean.leans):
            return anywhere
        here = await self.here(text, scope, conversation, check)
        if here is None or not _is_meant(lean, here, anywhere):
            return anywhere
        if read_question(text, scope.now).kind is not QuestionKind.OPEN:
            # Sentences are not the words of the person asked about.
            return here
        # If that article is meant, its best sentence is likelier to answer than it would be of all that are stored.
        right = probability_right_here(lean, here.confidence, anywhere.confidence)
        return replace(here, confidence=right, hedged=degree(right) is not Degree.SURE)

    async def here(
        self, text: str, scope: Scope, conversation: Conversation, check: Check | None = None
    ) -> Answer | None:
        """Answer from the articles shown last, if only with what is nearest there; None if they do not."""
        best: Answer | None = None
        for article in _shown(scope, conversation):
            # The article says what the question is about: earlier words would only be in the way.
            reply = await self._whole(text, replace(scope, article=article))
            reply = _checked(_nearest_there(reply), check)
            if isinstance(reply, Answer) and (best is None or reply.confidence > best.confidence):
                best = reply
        if best is None:
            return None
        asked = best.question.asked or text
        label = best.question.understood or f"{text.strip('?!. ')}, in the same article"
        return replace(best, question=replace(best.question, asked=asked, understood=label))

    async def leaning(self, typed: Question, text: str, scope: Scope, conversation: Conversation) -> Leaning | None:
        """Return how a question leans on the articles shown; None if there are none."""
        found = [await self._library.article(one) for one in _shown(scope, conversation)]
        articles = [article for article in found if article is not None]
        if not articles:
            return None
        rarity = await self._search.rarities(dict.fromkeys(content_words(typed.text)))
        printed = await self._search.compute(_printed, Coverage(rarity), articles) if rarity else 1.0
        asked, whole = leaning(typed, printed), leaning(read_question(text, scope.now), printed)
        return replace(asked, of_a_role=asked.of_a_role or whole.of_a_role)


def history_for(conversation: Conversation, scope: Scope) -> Sequence[str]:
    """Return what a question may need words from.

    Of what was shown the articles are known: they are asked, and earlier words would only pull a new question back.
    """
    return () if _shown(scope, conversation) else history_of(conversation)


def _is_meant(lean: Leaning, here: Answer, anywhere: Reply) -> bool:
    """Return whether the articles shown are meant, rather than what has the other answer."""
    if lean.of_a_role and degree(here.confidence) is not Degree.NONE:
        # Others hold the same role elsewhere: "and what do scientists say?"
        return True
    if lean.points and lean.few:
        # "Who owns it?" says nothing that another article could answer.
        return True
    sure = isinstance(anywhere, Answer) and not anywhere.hedged
    least = POINTING_HERE_FROM if (lean.points or lean.few) and not sure else HERE_FROM
    return probability_here(lean, here.confidence, anywhere.confidence) >= least


def _shown(scope: Scope, conversation: Conversation) -> Sequence[str]:
    """Return the ids of the articles shown last that may be asked."""
    last = conversation.last
    return () if scope.article is not None or last is None else last.articles[:MAX_ARTICLES_ASKED]


def _printed(coverage: Coverage, articles: Sequence[Article]) -> float:
    return coverage("\n".join(f"{a.title or ''}\n{a.text}" for a in articles))


def _checked(reply: Reply, check: Check | None) -> Reply:
    return check(reply) if check is not None and isinstance(reply, Answer) else reply


def _nearest_there(reply: Reply) -> Reply:
    """Return what is nearest in an article known to be meant as an answer with a caution."""
    if isinstance(reply, Answer) or reply.question.kind is QuestionKind.WHO_IS or not reply.nearest:
        return reply
    if reply.reason is not RefusalReason.NOTHING_CLOSE or reply.question.when is not None:
        return reply
    return Answer(question=reply.question, excerpts=reply.nearest, confidence=reply.confidence, hedged=True)
