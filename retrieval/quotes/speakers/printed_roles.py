"""Find the roles printed next to a name: a title before it, an apposition or a clause after it.  Pure.

A role is a noun phrase headed by a noun for a person.  That noun is looked for first; how far the phrase reaches to
both sides is decided then.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, takewhile

from retrieval.domain.article import Mention, Span
from retrieval.text.designations import BODY_NOUNS, OFFICES, PARTIES, is_person_noun, singular
from retrieval.text.finite_verbs import has_finite_verb
from retrieval.text.normalize import STOPWORDS, fold, fold_in_place, words

# Characters looked at on either side of a name.
REACH = 160
# Words before a name: with their dots and hyphens, and the comma of "the mayor, Ana Maric".
_TOKEN = re.compile(r"[^\s]+")
# Where what is printed before a role has ended; "Gov." and "U.S." do not end it.
_ENDS_BEFORE = re.compile(r"[!?:;()\[\]“”\"«»—–\n]|\.(?= )|,(?= )| '|(?<!s)' ")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Gov|Govs|Sens?|Reps?|Gen|Col|Lt|Sgt|Capt|Adm|Cmdr|Maj|Drs?|Mrs?|Ms|Prof|Rev|Hon|St|Jr|Sr|Supt|Insp|Amb"
    r"|Atty|Asst|Dept|Assn|Inc|Co|Corp|Ltd|No|Calif|Mass|Penn|Tenn|Ariz|Fla|Tex|Wis|Mich|Ill|Conn|Minn|Ala|Ga|Va"
    r"|(?:[A-Za-z]\.)+[A-Za-z])$"
)
_DETERMINERS = frozenset("the a an his her their its our my one another former ex".split())
# Adjectives and nouns that may stand before the noun of a role in small letters.
_MODIFIERS = BODY_NOUNS | frozenset(
    """former ex then deputy vice acting first second chief head senior junior assistant associate managing executive
    founding press security finance foreign defense defence interior justice prime communications veteran longtime
    retired star award-winning winning prominent eminent leading lead top state private public republican democratic
    conservative liberal labour one-time onetime late interim shadow incoming outgoing ousted disgraced embattled
    renowned famous famed noted acclaimed celebrated rival leftist right-wing left-wing far-right far-left rightist
    centrist film football tennis soccer baseball basketball cricket rugby boxing climate energy economics tech
    technology business trade intelligence village district school science sports news staff field visiting emeritus
    honorary adjunct freelance amateur world-famous third-generation self-styled co single special fellow local
    independent popular music""".split()
)
_ADJECTIVE = re.compile(r"[a-z]{2,}(?:ical|onal|inal|cial|tial|ural|oral|dent-elect)")
_OF = frozenset({"of", "to", "for", "at", "in"})
# A run of capitalised words may begin with the word that opens its sentence.
_OPENERS = STOPWORDS | frozenset(
    """although because despite during according like unlike including among yet still meanwhile however since until
    unless though whereas even earlier later next today yesterday also thus hence instead both either neither nor plus
    via per amid against near""".split()
)
# With a place behind them, these come before a name without a comma: "Ambassador to Serbia Christopher Hill".
_OFFICES = re.compile(
    r"(?:ambassador|attorney|chancellor|commissioner|congress(?:wo)?man|consul|envoy|governor|king|mayor|minister|"
    r"premier|president|prince|princess|queen|representative|secretary|senator|sheriff|officer|director|ceo|chief|"
    r"chair(?:wo)?m[ae]n|coach|general)"
)
# Alone they say nothing of anybody.
_SAYING_LITTLE = frozenset("man woman person people boy girl fellow".split())


def with_roles(text: str, named: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a text, in reading order, each with the roles that are printed next to it."""
    folded = fold_in_place(text)
    found: list[Mention] = []
    taken = 0
    for mention in named:
        before = role_before(folded, mention.span) or _shared(folded, found[-1:], mention)
        if before is not None and before.start < taken <= mention.span.end:
            # In "Lee, director of the Water Board" the board has no role: it is part of Lee's.
            before = None
        after = role_after(folded, mention.span)
        if after is not None and _lists_another(folded, after, named):
            after = None
        taken = max(taken, after.end if after is not None else 0)
        found.append(_described(folded, mention, before, after))
    return found


def _lists_another(text: str, role: Span, named: Sequence[Mention]) -> bool:
    """Return whether what follows a name is the next person of a list: "Bush, Secretary of State Shultz and …"."""
    first = bisect_left(named, role.start, key=lambda m: m.span.start)
    inside = takewhile(lambda m: m.span.end <= role.end, islice(named, first, None))
    titles = (role_before(text, m.span) for m in inside)
    return any(title is not None and title.start == role.start for title in titles)


def _described(text: str, mention: Mention, before: Span | None, after: Span | None) -> Mention:
    """Return the mention with its roles.  Only an office shows the pronoun resolver that a name is a person's.

    With every "artist" and "cameraman" to choose from, "he" was taken for bystanders.
    """
    clause = after is not None and not text[mention.span.end : after.start].lstrip().startswith((",", "("))
    those = [r for r in (before, after) if r is not None]
    offices = [r for r in those if OFFICES & set(words(r.cut(text))[:8]) and not (clause and r is after)]
    others = [r for r in those if r not in offices[:1]]
    return replace(mention, role=next(iter(offices), None), further=next(iter(others), None))


def _shared(text: str, before: Sequence[Mention], mention: Mention) -> Span | None:
    """Return the role of the name before, if it is for both: "defense attorneys Ana Maric and Tom Reed"."""
    role = next((r for m in before for r in m.roles if r.end <= m.span.start), None)
    if role is None:
        return None
    joined = text[before[0].span.end : mention.span.start] in {" and ", ", ", ", and "}
    noun = _key(role.cut(text).split()[-1])
    return role if joined and singular(noun) != noun else None


def role_before(text: str, name: Span) -> Span | None:
    """Return the role printed before a name: "US Ambassador to Serbia", "the mayor," or "Dane's lawyer,"."""
    start = _sentence_part(text, name.start)
    tokens = [(m.group(), m.start()) for m in _TOKEN.finditer(text, start, name.start)]
    if not tokens or not text[name.start - 1].isspace():
        return None
    apposed = tokens[-1][0].endswith(",")
    if apposed and not _closes(text, name.end):
        return None
    noun = _head(tokens, apposed)
    if noun is None and not apposed and " " in name.cut(text):
        noun = _head_of_a_field(tokens)
    if noun is None or (not apposed and _is_body(name.cut(text))):
        return None
    first = _first(tokens, noun)
    if first == noun and not _says_much(tokens, noun):
        return None
    if apposed and singular(_key(tokens[noun][0])) != _key(tokens[noun][0]):
        # "Activists, Muslims and others" is a list, but "one of the activists, Ana Maric," is a role.
        first = first - 2 if [_key(t) for t, _ in tokens[max(0, first - 2) : first]] == ["one", "of"] else -1
    end = tokens[-1][1] + len(tokens[-1][0].rstrip(","))
    return None if first < 0 else Span(tokens[first][1], end)


def _is_body(name: str) -> bool:
    """Return whether a name goes on as a body's: in "Justice Department" the first word is no title."""
    return bool(BODY_NOUNS & set(words(name)))


def _says_much(tokens: Sequence[tuple[str, int]], noun: int) -> bool:
    printed = tokens[noun][0]
    # "assigned to guard Epstein"
    verb = 0 < noun == len(tokens) - 1 and _key(tokens[noun - 1][0]) == "to" and printed.islower()
    return not verb and _key(printed) not in _SAYING_LITTLE


def _sentence_part(text: str, end: int) -> int:
    """Return where the words that may be a role before `end` begin: after the last stop, mark or comma."""
    start = max(0, end - REACH)
    found = start
    for stop in _ENDS_BEFORE.finditer(text, start, end):
        if stop.group() == "." and _ABBREVIATED.search(text, start, stop.start()):
            continue
        # The comma right before the name belongs to the role.
        if stop.group() == "," and stop.end() + 1 >= end:
            continue
        found = stop.end()
    return found


def _key(token: str) -> str:
    return re.sub(r"'s?$", "", fold(token).strip(".,"))


def _is_noun(token: str) -> bool:
    """Return whether a token, perhaps with a hyphen ("then-president"), is a noun for a person."""
    key = _key(token)
    return not token.endswith(("'s", "'")) and (is_person_noun(key) or is_person_noun(key.split("-")[-1]))


def _head(tokens: Sequence[tuple[str, int]], apposed: bool) -> int | None:
    """Return the index of the noun that heads the role: the last word, or the one before "of Serbia"."""
    last = len(tokens) - 1
    if _is_noun(tokens[last][0]):
        of = last > 1 and tokens[last][0][:1].isupper() and _key(tokens[last - 1][0]) == "of"
        return last - 2 if of and _is_noun(tokens[last - 2][0]) else last
    # "Ambassador to Serbia", "the mayor of West Brod,": a preposition, and then only the capitals of a place or body.
    for at in range(last, 0, -1):
        printed, key = tokens[at][0], _key(tokens[at][0])
        if key in _OF and at < last and _is_noun(tokens[at - 1][0]):
            bare = _OFFICES.fullmatch(_key(tokens[at - 1][0]).split("-")[-1]) is not None
            return at - 1 if apposed or (bare and tokens[last][0][:1].isupper()) else None
        small = key in {"the", "and", "of", "for", "&"} or (apposed and key in _MODIFIERS)
        if not (printed[:1].isupper() or small or (apposed and at > last - 4)):
            return None
    return None


def _head_of_a_field(tokens: Sequence[tuple[str, int]]) -> int | None:
    """Return the index of "minister" in "minister of mines and energy Tom Reed"."""
    for at in range(len(tokens) - 1, max(0, len(tokens) - 6), -1):
        printed, key = tokens[at][0], _key(tokens[at][0])
        if key == "of" and at < len(tokens) - 1:
            return at - 1 if _is_noun(tokens[at - 1][0]) else None
        if not printed.islower() or not printed.isalpha() or key.endswith("ed") or key in _OPENERS - {"and"}:
            return None
    return None


def _first(tokens: Sequence[tuple[str, int]], noun: int) -> int:
    """Return the index of the role's first word."""
    first = noun
    while first > 0 and _belongs(tokens, first):
        first -= 1
    bounded = _determiner(tokens, first)
    return first if bounded is None else bounded


def _belongs(tokens: Sequence[tuple[str, int]], first: int) -> bool:
    """Return whether the word before `first` is part of the role."""
    printed, _ = tokens[first - 1]
    key = _key(printed)
    if printed.endswith(","):
        return False
    if key in _DETERMINERS:
        return True
    if key == "and":
        # "lawyer and commentator" is one person's; "the governor and Mayor Reed" are two.
        before = tokens[first - 2][0] if first > 1 else ""
        return _is_noun(before) and before[:1].isupper() == tokens[first][0][:1].isupper()
    if printed[:1].isupper():
        return key not in _OPENERS or (printed.isupper() and len(key) > 1)
    if key.startswith(("ex-", "then-")):
        # "ex-Conservative chancellor": without it, the role would be somebody else's.
        return True
    return key in _MODIFIERS or _is_noun(printed) or _ADJECTIVE.fullmatch(key) is not None


def _determiner(tokens: Sequence[tuple[str, int]], first: int) -> int | None:
    """Return the index of a determiner or owner a few words before: all of "Dane's long-serving" belongs to it."""
    for at in range(first - 1, max(-1, first - 5), -1):
        printed, key = tokens[at][0], _key(tokens[at][0])
        if printed.endswith(",") or key in _OPENERS - _DETERMINERS:
            return None
        unknown = printed[:1].islower() and key not in _MODIFIERS | _DETERMINERS
        if unknown and (tokens[first][0][:1].isupper() or key.endswith(("ed", "s"))):
            # "the two bills Governor Reed signed"
            return None
        if key in _DETERMINERS:
            return at
        if printed.endswith(("'s", "s'")):
            owner = at
            while owner > 0 and (_key(tokens[owner - 1][0]) in _DETERMINERS or _is_capital(tokens[owner - 1][0])):
                owner -= 1
            return owner
    return None


def _is_capital(printed: str) -> bool:
    return printed[:1].isupper() and not printed.endswith(",") and _key(printed) not in _OPENERS


def _closes(text: str, end: int) -> bool:
    """Return whether a name between commas has ended: "the mayor, Ana Maric, said"."""
    return text[end : end + 1] in {",", ".", ";", ")", "", "\n", "'"} or text[end : end + 2] == " ("


# The party in brackets, an age, and then the apposition; or a plain "is".
_AFTER = re.compile(
    r"(?:,? (?:Jr|Sr)\.?)?(?: \([^()\n]{1,40}\))?(?:, (?:aged )?\d{1,3})?"
    r"(?:, (?:who is |who was |who's |currently |now |both |himself |herself )*"
    r"| (?:is|serves as|works as) (?:currently |now |also )?(?=(?:the|an?) ))"
    r"(?P<role>[^\W_][^\n]*)"
)
_ROLE_ENDS = re.compile(
    r"[;:()\[\]“”\"«»—–\n]|,(?=\s|$)|[.!?](?=\s|$)| (?:who|which|that|whose|where|when|said|says|told|tells|added|adds"
    r"|argued|argues|explained|wrote|warned|announced|is|was|are|were|has|had|will|would|did|does|but)\b"
)
_CLAUSE_ENDS = re.compile(r" (?:who|which|that|whose|where|when|but)\b|[^ ]|$")
# "vice president of commercial, astronaut and international sales": the list goes on after the comma.
_LIST_GOES_ON = re.compile(
    r", (?:[\w'-]+(?: [\w'-]+){0,2}, )*(?P<last>[\w'-]+(?: [\w'-]+){0,2},? and )(?!(?:said|told)\b)"
)
MAX_ROLE = 160


def role_after(text: str, name: Span) -> Span | None:
    """Return the role printed after a name: ", the mayor of Brod", ", 42, a lecturer", " is the owner of …"."""
    match = _AFTER.match(text, name.end, min(len(text), name.end + REACH + MAX_ROLE))
    if match is None:
        return None
    start = match.start("role")
    end = _role_end(text, start)
    role = text[start:end]
    if end <= start or not _is_role(role) or not _CLAUSE_ENDS.match(text, end) or has_finite_verb(role):
        # In "… in the Times, the mayor said" the mayor is somebody else.
        return None
    named_with_article = text[max(0, name.start - 4) : name.start].lower() == "the "
    if (named_with_article or _is_body(name.cut(text))) and not _is_of_a_body(role):
        return None
    return Span(start, end)


def _role_end(text: str, start: int) -> int:
    limit = min(len(text), start + MAX_ROLE)
    for stop in _ROLE_ENDS.finditer(text, start, limit):
        if stop.group() == "." and (
            _ABBREVIATED.search(text, start, stop.start()) and text[stop.end() : stop.end() + 2].strip()
        ):
            continue
        if stop.group() == "," and _continues(text, start, stop.start()):
            continue
        return stop.start()
    if limit == len(text):
        return limit
    # Cut short at a whole word that can end it.
    return start + len(
        re.sub(r"(?: (?:and|or|of|for|the|a|an|in|at|to|from|with|on|by))*(?: [^ ]*)?$", "", text[start:limit])
    )


def _continues(text: str, start: int, comma: int) -> bool:
    """Return whether the list in a role goes on after a comma."""
    if text.startswith(", and ", comma) and "," in text[start:comma]:
        return True
    listed = re.search(r" (?:of|for) (?:[\w'-]+ ){0,3}[\w'-]+$", text[start:comma])
    onward = _LIST_GOES_ON.match(text, comma)
    if listed is None or onward is None:
        return False
    opening = words(text[comma + 1 : onward.end()])
    return not set(opening[:1]) & (_DETERMINERS | {"who", "which", "said", "says", "former"})


_DETAIL = re.compile(
    r" (?:of|for|to|at|in|from|with|on|under|by|and|as|based|representing|between|about|into|near)\b|,"
)


def _core(printed: str) -> list[str]:
    """Return the words of a noun phrase up to the noun that heads it."""
    return _DETAIL.split(printed)[0].split()


def _is_of_a_body(printed: str) -> bool:
    """Return whether a phrase says what a body is: "a lobbying firm"; with "the" it may be anything."""
    core = _core(printed)
    return len(core) > 1 and _key(core[0]) in {"a", "an"} and _key(core[-1]) in BODY_NOUNS


def _is_role(printed: str) -> bool:
    """Return whether a phrase is headed by a noun for a person, or by one for a body after an article."""
    tokens = _core(printed)
    if not tokens or len(tokens) > 8 or _is_clause(tokens):
        return False
    key = _key(tokens[-1]).split("-")[-1]
    articled = _key(tokens[0]) in _DETERMINERS or tokens[0].endswith(("'s", "s'"))
    if (len(tokens) < 3 and key in _SAYING_LITTLE) or (not articled and singular(key) != key):
        return False
    return (
        (_is_noun(tokens[-1]) and (articled or printed[:1].islower() or len(tokens) < 4))
        or (articled and key in PARTIES)
        or _is_of_a_body(printed)
    )


def _is_clause(tokens: Sequence[str]) -> bool:
    """Return whether a phrase opens like a clause or a list of names, not like a noun phrase."""
    key = _key(tokens[0])
    participle = key.endswith("ing") and tokens[0].islower() and key not in _MODIFIERS
    return participle or key in _OPENERS - _DETERMINERS
