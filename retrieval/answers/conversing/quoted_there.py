"""Find whom "she" means among those quoted in the articles shown last, when the conversation names nobody who fits."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.domain.ports import Library
from retrieval.followups.speaker_gender import FindGenders
from retrieval.people.registry import is_described
from retrieval.quotes.pronouns.features import PRONOUNS
from retrieval.text.normalize import fold


class FindQuotedThere:
    """Finds people by their gender."""

    def __init__(self, library: Library, genders: FindGenders) -> None:
        self._library = library
        self._genders = genders

    async def __call__(self, pronoun: str, articles: Sequence[str]) -> tuple[str, ...]:
        """Return the names of all quoted in these articles, by id, whom the pronoun may mean.

        Return none if the gender of anybody quoted is unknown: the pronoun may mean that one.
        """
        wanted = PRONOUNS.get(fold(pronoun))
        if wanted is None or not articles:
            return ()
        said = await self._library.said_in(list(articles))
        named = (s.name for q in said for s in q.statement.speakers if not is_described(s, q.article.text))
        names = tuple(dict.fromkeys(named))
        genders = await self._genders(names)
        known = all(genders.get(name) is not None for name in names)
        return tuple(name for name in names if genders[name] is wanted) if known else ()
