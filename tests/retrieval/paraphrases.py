"""The seed's questions as readers type them on a phone, with the right reply: words, a passage, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply

Said = tuple[str, str]
"""The speaker, and how the words begin."""

HILL, VUCIC, JANES = "Christopher Hill", "Aleksandar Vucic", "Stefano Marras and Ines Gonzalez"

CRITICAL = (HILL, '"Ukraine is absolutely critical, and we are')
TOGETHER = (HILL, '"When people are together, relations improve."')
OUTWEIGHED = (HILL, "Ukraine outweighed all other problems in Europe")
ALL_HILL = (CRITICAL, TOGETHER, OUTWEIGHED)

POSSIBLE = (VUCIC, '"Is it possible? I have no doubt')
FOOL = (VUCIC, '"I am not a fool. I know that some weapons')
RESOLUTIONS = (VUCIC, '"We have joined all UN resolutions')
NEVER = (VUCIC, '"That never happened before,"')
AWARE = (VUCIC, "he is aware of the US government's reports")
NEUTRALLY = (VUCIC, 'Belgrade seeks to act "neutrally."')
TIGHTROPE = (VUCIC, 'Serbia is walking "a tightrope"')
PUTIN_GONE = (VUCIC, "the times when he communicated with Russian President")
NO_CONTACT = (VUCIC, "he has not had any contact with the Kremlin")
STABILITY = (VUCIC, "the protests do not threaten stability.")
# Their maker says it of drones; it is stored among others only.
OURS = ("Wanda Ekholm", "“Ours find people, nothing else,”")
ALL_VUCIC = (
    POSSIBLE, FOOL, RESOLUTIONS, NEVER, AWARE, NEUTRALLY, TIGHTROPE, PUTIN_GONE, NO_CONTACT, STABILITY,
)  # fmt: skip
ON_RUSSIA = (RESOLUTIONS, TIGHTROPE)
ON_UKRAINE = (FOOL, RESOLUTIONS, AWARE)

KOSOVO = (JANES, '"Considering the risk of military escalation')
ORIENTATION = ("Journalists", "this shift in Serbia's orientation is likely")


@dataclass(frozen=True, slots=True)
class Row:
    """A question, and one of: what was `said`, what an excerpt has `printed`, or a refusal's `reason`.

    What is not stored may also be answered with a caution, if `hedged` names whose words may be shown then: somebody,
    or "" for nobody.  None: only a refusal will do.
    """

    question: str
    said: tuple[Said, ...] = ()
    among_others: tuple[Said, ...] = ()
    """What is said as well, where other articles are stored."""
    printed: str = ""
    reason: RefusalReason | None = None
    offered: str = ""
    """A name that the refusal must offer."""
    hedged: str | None = None

    def is_right(self, reply: Reply) -> bool:
        if isinstance(reply, Refusal):
            return reply.reason is self.reason and (not self.offered or self.offered in reply.people)
        if self.said:
            return _says(reply, self.said) or (bool(self.among_others) and _says(reply, self.said + self.among_others))
        if self.reason is not None:
            return reply.hedged and {_whose(e)[0] for e in reply.excerpts} <= {"", self.hedged}
        return bool(self.printed) and _prints(reply, self.printed)


def _says(answer: Answer, said: tuple[Said, ...]) -> bool:
    """Return whether these words are shown surely, with these speakers, and nobody else's; a misspelt name is doubted.

    On a topic, others of the same person may follow: words need not print their topic, so they are ranked.
    """
    shown = [_whose(e) for e in answer.excerpts]
    found = [[who == by and words.startswith(begins) for who, words in shown] for by, begins in said]
    if answer.hedged and answer.resembling is None:
        return False
    if answer.question.topic is None:
        return len(shown) == len(said) and all(map(any, found)) and not answer.unanswered
    first = any(row[0] for row in found)
    return first and all(map(any, found)) and {who for who, _ in shown} <= {by for by, _ in said}


def _whose(excerpt: Excerpt) -> Said:
    return " and ".join(s.name for s in excerpt.speakers), excerpt.text


def _prints(answer: Answer, printed: str) -> bool:
    """Return whether one of the first three excerpts prints it, and nobody is shown as a speaker."""
    return any(printed in e.text for e in answer.excerpts[:3]) and not any(e.speakers for e in answer.excerpts)


def _quoting(said: tuple[Said, ...], *questions: str) -> list[Row]:
    return [Row(q, said=said) for q in questions]


def _refusing(reason: RefusalReason, *questions: str, offered: str = "", hedged: str | None = None) -> list[Row]:
    return [Row(q, reason=reason, offered=offered, hedged=hedged) for q in questions]


WORDS = [
    *_quoting(
        ALL_HILL,
        "what did hill say",
        "hill",
        "Christopher Hill?",
        "hill quotes",
        "Hill's words",
        "quote hill",
        "quotes by hill pls",
        "any word from Hill?",
        "any comment from hill",
        "anything from Hill",
        "whats hill saying",
        "what'd hill say",
        "what hill said",
        "hill said what",
        "everything hill said",
        "give me hill's quotes",
        "what are hill's words",
        "what did the us ambassador say",
        "did the ambassador say anything",
        "what did the american ambassador say?",
        "what did amb hill say",
        "what did Mr Hill say exactly",
        "has hill commented",
        "did hill make any comment",
        "what has hill been saying",
    ),
    *_quoting(
        ALL_HILL,
        "has Hill commented on ukraine?",
        "hill on ukraine",
        "hill's view on ukraine",
        "what does hill think of ukraine",
        "what's hill's position on ukraine",
        "where does hill stand on ukraine",
        "Quote Hill on Ukraine",
        "hill quotes about Ukraine",
        "any quotes from the us ambassador on ukraine",
        "ukraine according to hill",
        "did the ambassador say anything about ukraine",
        "what did hill say abt ukraine",
    ),
    *_quoting((OUTWEIGHED,), "what did hill tell the ft", "What did Ambassador Hill tell the Financial Times?"),
    *_quoting(
        (CRITICAL, TOGETHER),
        "who was it that said 'relations improve'",
        'whose words are "when people are together"',
        "who said when people are together relations improve",
        "what did hill say about relations",
        "according to hill what is critical",
    ),
    *_quoting(
        ON_RUSSIA,
        "what did vucic say about russia",
        "quote vucic on Russia",
        "Vučić on russia",
        "vucic words on Russia",
        "What are Vucic's words about Russia?",
        "everything Vucic said about Russia",
        "what is vucic saying about russia",
        "what did vuchich say about russia",
        "what does the president of serbia say about russia",
        "vucic's stance on russia",
        "Russia, according to Vucic?",
    ),
    *_quoting(
        ON_UKRAINE,
        "what did Vucic say re ukraine",
        "vucic quotes on ukraine",
        "has the serbian president commented on ukraine",
    ),
    *_quoting(
        ALL_VUCIC,
        "all quotes by vucic",
        "what did the serbian leader say",
        "what did vucic talk about",
        "what did vucik say",
    ),
    *_quoting(
        (FOOL,),
        "who said i am not a fool",
        "who said 'I am not a fool'",
        "vucic quote about fool",
        "did vucic say he's not a fool",
        "who said that some weapons can end up in Ukraine",
        'did Vucic say "I am not a fool"?',
    ),
    *_quoting(
        (RESOLUTIONS,),
        "did vucic mention drones",
        "what did vucic say about re-export",
        "who said we will not be a hub",
    ),
    Row("who mentioned drones?", said=(RESOLUTIONS,), among_others=(OURS,)),
    *_quoting((STABILITY,), "what did vucic say about the protests", "vucic on protests"),
    *_quoting(
        (NO_CONTACT,), "did vucic talk about the kremlin", "what did the president of serbia say about the kremlin"
    ),
    *_quoting((NEVER,), "who said that never happened before"),
    *_quoting((AWARE,), "what did vucic tell the financial times"),
    *_quoting(
        (KOSOVO,),
        "what did the janes analysts say",
        "what do the analysts say about kosovo",
        "janes analysts on kosovo",
        "according to the Janes analysts, what do western governments not want?",
        "what did stefano marras say",
        "quotes from Gonzalez",
        "what did marras and gonzalez say about a new conflict",
        "What's the analysts' view on Kosovo?",
    ),
    *_quoting((*ALL_HILL, *ON_UKRAINE), "hill vs vucic on ukraine", "what did hill and vucic say about ukraine"),
    *_quoting(
        (PUTIN_GONE,), "who mentioned putin", "did anyone mention Putin", "has anybody said anything about putin"
    ),
    *_quoting(
        (ORIENTATION, KOSOVO), "who spoke about kosovo", "what was said about kosovo", "what did ppl say abt kosovo"
    ),
]

REFUSED = [
    *_refusing(
        RefusalReason.NOBODY_OF_THAT_NAME,
        "what did macron say",
        "quote Macron on Serbia",
        "any word from zelensky?",
        "What does Macron think of Serbia?",
        "has Zelensky commented on the shootings",
        "what did the british ambassador say",
        "quotes by the prime minister",
        "What were Macron's words?",
        "did macron say anything about hill",
    ),
    *_refusing(
        RefusalReason.NEVER_QUOTED,
        "what did putin say",
        "putin quotes",
        "any comment from the kremlin",
    ),
    *_refusing(
        RefusalReason.NEVER_QUOTED,
        "putin on ukraine",
        "has putin commented on serbia",
        "what does Putin think of Vucic",
        "Putin's view on Kosovo",
        hedged="",
    ),
    *_refusing(
        RefusalReason.NOT_ON_THIS,
        "hill on kosovo",
        "has hill commented on kosovo",
        "hill's view on kosovo",
        "did the ambassador mention kosovo?",
        "what did hill say about the shooting",
        "where does hill stand on macron",
        "did hill say 'i am not a fool'",
        hedged=HILL,
    ),
    *_refusing(
        RefusalReason.NOT_ON_THIS,
        "vucic on bitcoin",
        "what does vucic think about football",
        "any quotes from vucic on Macron",
        hedged=VUCIC,
    ),
    *_refusing(
        RefusalReason.DID_YOU_MEAN,
        "what did hil say",
        "any comment from Cristopher Hill",
        offered=HILL,
    ),
    *_refusing(RefusalReason.DID_YOU_MEAN, "quotes from Aleksander Vucic", offered=VUCIC),
    *_refusing(
        RefusalReason.NOT_THEN,
        "what did hill say yesterday",
        "vucic last week",
        "hill quotes since monday",
        "any word from Hill today?",
        "what did Vucic say about russia in june",
        "what did hill say this morning",
        "what has the ambassador said since 2020",
        "who spoke about kosovo last month",
    ),
    *_refusing(
        RefusalReason.NOBODY_ON_THIS,
        "who mentioned bitcoin",
        "did anyone mention macron",
        "what do people say about football",
    ),
    *_refusing(RefusalReason.NOT_TO_THEM, "what did hill tell the bbc", hedged=HILL),
    *_refusing(RefusalReason.NOT_TO_THEM, "what did vucic say to Hill?", hedged=VUCIC),
    *_refusing(
        RefusalReason.NOTHING_CLOSE,
        "capital of france",
        "how do i cook rice",
        "who said 'serbia for peace'",
    ),
    *_refusing(
        RefusalReason.NOTHING_CLOSE,
        "which party won",
        "who won the match yesterday",
        "when was the election",
        "why did hill resign",
        "who won the world cup",
        "how old is hill",
        "weather tomorrow",
        hedged="",
    ),
]

PASSAGES = [
    Row("how many people were shot dead", printed="17 people were shot dead"),
    Row("how many were injured in the shootings", printed="20 others were injured"),
    Row("where did the shooting happen", printed="the shooting at a school in Belgrade"),
    Row("where was the school shooting", printed="the shooting at a school in Belgrade"),
    Row("what happened at the school in belgrade", printed="the shooting at a school in Belgrade"),
    Row("who were most of the victims", printed="Most of the victims were primary school children."),
    Row("why are people protesting in serbia", printed="protests in Serbia broke out after shocking mass crimes"),
    Row("what slogan did the protesters use", printed="under the slogan"),
    Row("who said serbia against violence", printed='the slogan "Serbia Against Violence."'),
    Row("whose quote is 'Serbia against violence'", printed='the slogan "Serbia Against Violence."'),
    Row("how did serbian ammunition get to ukraine", printed="through intermediaries"),
    Row("who is hill", printed="US Ambassador to Serbia"),
    Row("whos the american ambassador", printed="US Ambassador to Serbia"),
    Row("who is the president of serbia", printed="the President of Serbia"),
    Row("who is putin", printed="Russian President"),
    Row("who are the Janes analysts", printed="Janes analysts"),
]

OPEN = [
    Row("how many mass shootings were there", printed="two mass shootings"),
    Row("which party does vucic lead", printed="his SNS party"),
    Row("what is the name of vucic's party", printed="his SNS party"),
    Row("which newspaper interviewed vucic", printed="In an interview with the Financial Times"),
    Row("what was the slogan of the protests", printed="under the slogan"),
    Row("when did he last speak with putin", printed="for a year"),
    Row("what sanctions did serbia refuse", printed="refused to join Western sanctions"),
    *_refusing(
        RefusalReason.NOTHING_CLOSE,
        "where was vucic born",
        "what is the population of serbia",
        "what is macron's view on serbia",
        "how many seats did the party win",
        hedged="",
    ),
]

# The article answers these too, but the bot is not sure.  It must not surely answer with something else.
MISSED = [
    Row("how many people were killed near mladenovac", printed="17 people were shot dead"),
    Row("when did vucic last talk to putin", printed="for a year"),
    Row("how long since vucic spoke with the kremlin", printed="for a year"),
    Row("how often did vucic talk to putin", printed="every three months"),
    Row("how long has vucic been in power", printed="ten-year rule"),
    Row("why did western capitals go soft on belgrade", printed="potential to disrupt regional security"),
    Row("who are the victims?", printed="Most of the victims were primary school children."),
]
