"""Compose short labelled texts in forms that the labelled articles hardly have: what newsrooms print, by template.

In a template <s1>, <c1> and <q1> mark the source, the cue and the content of the first statement, <s2> … of the second.
{A}, {B} are people, {a} is A's surname, {r} and {t} are roles, {q} and {p} are direct words, {i} is a reported
clause.  What no tag marks was said by nobody.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence

from retrieval.fitting.labels import LabelledArticle, LabelledAttribution, Offsets

PER_TEMPLATE = 12

ROLES = """goalkeeper
mayor
fisherman
head teacher
novelist
economist
union leader
producer
midwife
coach
harbour master
police chief
historian
farmer
banker
drummer
cook
surgeon
councillor
campaigner""".split("\n")

TEMPLATES = """\
<s1>{A}</s1> recalled how <s2>her grandmother, {B},</s2> <c2>used to say</c2>: "<q2>{q}</q2>"
<s1>{A}</s1> described how <s2>his old {r}, {B},</s2> <c2>would say</c2>, "<q2>{q}</q2>"
{A} remembers what <s1>{B}, the {r},</s1> <c1>told</c1> her: "<q1>{q}</q1>"
{A} quoted <s1>{B}</s1> <c1>as saying</c1>: "<q1>{q}</q1>"
According to court papers, <s1>{A}</s1> <c1>told</c1> the officer, "<q1>{q}</q1>"
According to the indictment, <s1>{A}</s1> <c1>wrote</c1> to a friend: "<q1>{q}</q1>"
Police records show that <s1>{A}</s1> <c1>said</c1>, "<q1>{q}</q1>"
Witnesses told the paper that <s1>{A}</s1> had <c1>shouted</c1> "<q1>{q}</q1>" at the guards.
<s1>Its leader {A}</s1> <c1>told</c1> us <q1>{i}</q1>.
The group has grown. Its founder, <s1>{A}</s1>, <c1>told</c1> this paper: "<q1>{q}</q1>"
But <s1>he</s1> <c1>said</c1> <q1>Mr {b}'s council was a "bossy mess"</q1>.
{A} runs the town. But <s1>{r} {B}</s1> <c1>said</c1> <q1>{a}'s plan was "a fraud on all of us"</q1>.
<s1>{A}</s1> <c1>said</c1> <q1>{i}</q1>. <s2>{B}</s2> <c2>said</c2> <q2>it was not</q2>. "<q1>{q}</q1>," {a} said.
<s1>{A}</s1> <c1>said</c1> <q1>{i}</q1>. <s2>{B}</s2> <c2>said</c2> <q2>the opposite</q2>.
<s1>{A}</s1> <c1>said</c1> <q1>{i}</q1>, but <s2>{B}</s2> <c2>argued</c2> <q2>that it would fail</q2>.
"<q1>{q}</q1>," <s1>{A}</s1> <c1>told</c1> {b}. "<q2>{p}</q2>," <s2>{B}</s2> <c2>replied</c2>.
"<q1>{q}</q1>," <s1>{A}</s1> <c1>begged</c1>. "<q1>{p}</q1>"
"<q1>Stop</q1>," <s1>{A}</s1> <c1>pleaded</c1>.
"<q1>Never</q1>," <c1>snapped</c1> <s1>{A}</s1>, the {r}.
In the words of <s1>{A}</s1>, "<q1>{q}</q1>"
In the words of <s1>the {r} {A}</s1>: "<q1>{q}</q1>"
As <s1>{A}</s1> once <c1>put it</c1>, "<q1>{q}</q1>"
<q1>{I}</q1>, <c1>according to</c1> <s1>{A}</s1>, who has worked there for years.
<q1>{I}</q1>, <c1>according to</c1> <s1>{r} {A}</s1>, whose report is out this week.
The bridge, it was <c1>claimed</c1> by <s1>{r} {A}</s1>, <q1>had been cracked for years</q1>.
The money, it was <c1>alleged</c1> by <s1>{A}</s1>, <q1>had never been paid</q1>.
Her new single, "Hold the Door", <q1>was written in a barn</q1>, <c1>said</c1> <s1>producer {A}</s1>.
<s1>{A}</s1> ("<q1>{q}</q1>") and <s2>{B}</s2> ("<q2>{p}</q2>") share a flat.
<s1>{A}</s1> (“<q1>{q}</q1>”) is the older of the two.
"<q1>{q}</q1>," <c1>read</c1> <s1>a message on the account of {A}</s1>.
"<q1>{q}</q1>," <s1>rapper {A}</s1> <c1>posted</c1>.
<s1>{A}</s1> <c1>captioned</c1> the picture: "<q1>{q}</q1>"
<s1>{A}</s1> had one message for the crowd: <q1>{q}</q1>
<s1>{R} {A}</s1> was blunt. "<q1>{q}</q1>"
<s1>{A}</s1> was in no mood to talk. "<q1>{q}</q1>"
"<q1>{q}</q1>," <c1>said</c1> <s1>{r} {A}</s1>.\\nHis deputy, <s2>{B}</s2>, disagreed.\\n"<q2>{p}</q2>"
"<q1>{q}</q1>," <c1>said</c1> <s1>{A}</s1>.\\n<s2>{B}</s2> saw it differently.\\n"<q2>{p}</q2>"
<s1>{A}</s1> <c1>said</c1> <q1>{i}</q1>.\\n"<q1>{q}</q1>"
"<q2>{p}</q2>," <c2>said</c2> <s2>{B}</s2>, a {t}.\\n<s1>{A}</s1> <c1>said</c1> <q1>{i}</q1>.\\n"<q1>{q}</q1>"
"<q2>{p}</q2>," <c2>said</c2> <s2>{B}</s2>. <s1>{A}</s1> <c1>said</c1> <q1>{i}</q1>. "<q1>{q}</q1>"
When {A} telephoned {B}, <s1>she</s1> <c1>told</c1> him <q1>that {i}</q1>.
When {A} asked if she would help, <s1>she</s1> declined, <c1>saying</c1> "<q1>{q}</q1>"
{A} asked {B} about the {r}. "<q1>{q}</q1>," <s1>she</s1> <c1>said</c1>.
He was held for a call to {A}'s office, in which <s1>he</s1> <c1>said</c1> <q1>he'd put a "bomb under her chair"</q1>.
<s1>He</s1> has endorsed her, <c1>saying</c1> that <q1>{i}</q1>.
<s1>{A}'s</s1> <c1>claim</c1> that <q1>{i}</q1> was rejected by {B}.
"<q1>{q}</q1>," <s1>the 36-year-old</s1> <c1>said</c1>.
The crowd sang "{q}" as the coffin passed.
{A}'s biggest hit went: "{q}" Critics hated it.
Schoolchildren with drums played "{q}" from the steps.
Imagine a {r} who says "{q}" and means it.
Suppose a {r} said that {i}.
The paper has withdrawn a report in which {A} was said to have called voters "sheep".
{A} approved the plan and endorsed {B}.
{A} imposed a fine on the {r} and signed the bill.
Asked about {B}'s plans, <s1>{A}</s1> <c1>said</c1>: "<q1>{q}</q1>"
Asked whether {i}, <s1>{A}</s1> <c1>said</c1> "<q1>{q}</q1>"
The {r} played {B} and {A} in the final. {A} addressed pupils on Monday.
A banner read "{q}" and a poster called it theft.
"""


def composed(people: Sequence[str], articles: Sequence[LabelledArticle], seed: int) -> list[LabelledArticle]:
    """Return PER_TEMPLATE texts of each template, with words taken from the labelled articles."""
    chance = random.Random(seed)  # noqa: S311  a choice, not a secret
    direct, reported = words_of(articles)
    made = []
    for n, template in enumerate(TEMPLATES.splitlines()):
        for copy in range(PER_TEMPLATE):
            one, other = chance.sample(people, 2)
            role, clause = chance.choice(ROLES), chance.choice(reported)
            slots = {
                "A": one, "B": other, "a": one.split()[-1], "b": other.split()[-1], "r": role,
                "t": chance.choice(ROLES), "R": role.capitalize(), "q": chance.choice(direct),
                "p": chance.choice(direct), "i": clause, "I": clause[:1].upper() + clause[1:],
            }  # fmt: skip
            text = template.replace("\\n", "\n").format_map(slots)
            made.append(parsed(f"composed {n} {copy}", text))
    return made


def words_of(articles: Sequence[LabelledArticle]) -> tuple[list[str], list[str]]:
    """Return direct words, without their marks, and reported clauses of middling length."""
    direct, reported = [], []
    for article in articles:
        for quote in article.quotes:
            for a, b in quote.content:
                said = article.text[a:b]
                plain = said.strip('"“” ,')
                if "\n" in said or '"' in plain or "“" in plain or not 2 <= len(plain.split()) <= 22:
                    continue
                if said[:1] in '"“':
                    direct.append(plain)
                elif quote.cue and _CLAUSE.match(plain):
                    reported.append(plain.rstrip("."))
    return direct, reported


# A reported clause that can follow "said" and "that".
_CLAUSE = re.compile(
    r"(?:the|a|he|she|they|it|there)(?: [\w-]+){1,4} (?:is|are|was|were|will|would|has|had|should|could|can) "
)
_TAG = re.compile(r"<(?P<end>/?)(?P<kind>[scq])(?P<n>\d)>")


def parsed(name: str, template: str) -> LabelledArticle:
    """Return a text without its tags, and the statements that they mark."""
    text, at = "", 0
    spans: dict[tuple[str, str], Offsets] = defaultdict(list)
    opened: dict[tuple[str, str], int] = {}
    for tag in _TAG.finditer(template):
        text += template[at : tag.start()]
        at = tag.end()
        key = (tag["kind"], tag["n"])
        if tag["end"]:
            spans[key].append((opened.pop(key), len(text)))
        else:
            opened[key] = len(text)
    text += template[at:]
    numbers = sorted({n for _, n in spans})
    return LabelledArticle(
        name,
        text,
        tuple(LabelledAttribution(spans["s", n], spans["c", n], spans["q", n]) for n in numbers if spans["q", n]),
    )
