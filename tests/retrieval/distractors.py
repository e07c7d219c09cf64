"""Thirty invented articles that share only words with the seed: protests, schools, presidents."""

from __future__ import annotations

from retrieval.domain.article import Draft, Reading
from tests.retrieval.invented import Said, march, printed

TOWNS = [("Orlen", "Mira Tolland"), ("Kesby", "Jonas Ferreira"), ("Port Alda", "Wanda Ekholm")]
# (text, the speaker's words, the speaker's role)
_STORIES = [
    (
        "{town} will close its harbour bridge for a year of repairs. {said} said {who}, the chief of the works.",
        "“We found rust in every joint,”",
        "chief of the works",
    ),
    (
        "A school in {town} opened its doors again after the flood. Most of the pupils are children of fishermen. "
        "{said} said {who}, the head teacher.",
        "“The roof holds,”",
        "head teacher",
    ),
    (
        "Thousands of citizens of {town} protested against a copper mine, under the slogan “Water before copper.” "
        "{said} said {who}, an organiser of the march.",
        "“We will come again every week,”",
        "organiser of the march",
    ),
    (
        "The president of the {town} chess club stepped down after ten years. {said} said {who}, who follows him.",
        "“I am no grandmaster,”",
        "",
    ),
    (
        "Twelve people were injured when two trams collided in {town}. {said} said {who}, a city doctor.",
        "“All of them will live,”",
        "city doctor",
    ),
    (
        "The {town} brewery sells its shares in the spring. Exports to Norway doubled. {said} said {who}, the owner.",
        "“We are not for sale to just anybody,”",
        "owner",
    ),
    (
        "{town} lost the cup final 3-1 in front of 20,000 spectators. {said} said {who}, the coach.",
        "“We had no luck and no plan,”",
        "coach",
    ),
    (
        "Wolves were seen near {town} for the first time in eighty years. Farmers want them shot. {said} said {who}, "
        "a biologist.",
        "“A wolf is not a war,”",
        "biologist",
    ),
    (
        "A company from {town} makes drones that look for lost hikers. {said} said {who}, its founder.",
        "“Ours find people, nothing else,”",
        "founder",
    ),
    (
        "The drought has emptied the reservoirs round {town}, and weapons from an old war came to light. "
        "{said} said {who}, a diver.",
        "“I counted forty rifles,”",
        "diver",
    ),
]


def distractors() -> list[tuple[Draft, Reading]]:
    """Return thirty articles, dated in March."""
    found = []
    for n, (text, words, role) in enumerate(_STORIES):
        for day, (town, who) in enumerate(TOWNS, 1):
            article = printed(
                text.format(town=town, who=who, said=words),
                Said(words, who, cue="said"),
                name=f"{n}-{day}",
                named=[(who, role)],
                day=march(day + n),
                title=f"News from {town}",
                publisher=f"{town} Gazette",
            )
            found.append(article)
    return found
