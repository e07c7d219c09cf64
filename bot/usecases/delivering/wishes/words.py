"""The words of times, days and topics in English, German, Serbian and Ukrainian, folded as bot.places.folding does."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from functools import cache

from bot.places.folding import folded


class Word(Enum):
    """What a word or phrase does in a wish."""

    STOP = auto()
    TIME = auto()
    """A time of the day by itself; the value is its minute."""
    HOUR = auto()
    """A numeral; the value is the hour."""
    MORNING = auto()
    EVENING = auto()
    NIGHT = auto()
    OCLOCK = auto()
    HALF_PAST = auto()
    HALF_TO = auto()
    """Half an hour before the hour that follows: "halb neun" is 8:30."""
    QUARTER_PAST = auto()
    QUARTER_TO = auto()
    AND_A_HALF = auto()
    DAYS = auto()
    """Days of the week; the value lists them."""
    TO = auto()
    EXCEPT = auto()
    ABOUT = auto()
    """Introduces topics."""
    EITHER_ON = auto()
    """Before a day or time it is "on" or "at"; before anything else it introduces topics."""
    EVERYTHING = auto()
    IN = auto()
    """Introduces a place, a day or a time."""
    ZONE_TIME = auto()
    """After a place: "Berlin time"."""
    BY_TIME = auto()
    """Before a place: "po vremenu", "за часом"."""
    AND = auto()
    FILLER = auto()


_DAYS = {
    "1": """monday|mondays|mon|montag|montags|mo|ponedeljak|ponedeljkom|ponedjeljak|ponedjeljkom|pon|понедељак
        |понедељком|понеділок|понеділка|понеділкам|понеділках|щопонеділка|пн""",
    "2": """tuesday|tuesdays|tue|tues|dienstag|dienstags|di|utorak|utorkom|uto|уторак|уторком
        |вівторок|вівторка|вівторкам|вівторках|щовівторка|вт""",
    "3": """wednesday|wednesdays|wed|mittwoch|mittwochs|mi|sreda|sredu|sredom|sre|srijeda|srijedom|среда|среду|средом
        |середа|середу|середам|середах|щосереди|ср""",
    "4": """thursday|thursdays|thu|thur|thurs|donnerstag|donnerstags|do|cetvrtak|cetvrtkom|cet|четвртак|четвртком
        |четвер|четверга|четвергам|четвергах|щочетверга|чт""",
    "5": """friday|fridays|fri|freitag|freitags|fr|petak|petkom|pet|петак|петком
        |п’ятниця|п’ятницю|п’ятницям|п’ятницях|щоп’ятниці|пт""",
    "6": """saturday|saturdays|sat|samstag|samstags|sonnabend|sonnabends|sa|subota|subotu|subotom|sub|субота|суботу
        |суботом|суботам|суботах|щосуботи|сб""",
    "7": """sunday|sundays|sun|sonntag|sonntags|so|nedelja|nedelju|nedeljom|ned|nedjelja|nedjeljom|недеља|недељу|недељом
        |неділя|неділю|неділям|неділях|щонеділі|нд""",
    "12345": """weekday|weekdays|week days|working day|working days|work days|workdays|workday|business days
        |every weekday|werktag|werktags|werktagen|wochentags|unter der woche|an werktagen|radnim danima|radni dani
        |radnim danom|radne dane|радним данима|радним даном|у будні|в будні|будні|по буднях|буднях|щобудня
        |робочі дні|у робочі дні|робочих днів""",
    "67": """weekend|weekends|the weekend|wochenende|am wochenende|wochenenden|vikend|vikendom|vikendima|викендом|викенд
        |вихідні|у вихідні|вихідних|на вихідних|по вихідних""",
    "1234567": """daily|every day|everyday|each day|every morning|every evening|every night|all days|seven days a week
        |taglich|jeden tag|jeden morgen|jeden abend|alle tage|svaki dan|svakog dana|svakodnevno|dnevno|svako jutro
        |svakog jutra|svako vece|сваки дан|сваког дана|свакодневно|дневно|свако јутро|щодня|щоденно|кожен день
        |кожного дня|щоранку|щовечора|каждый день|every single day|mornings|evenings""",
}  # fmt: skip
_PARTS = {
    Word.MORNING: """am|a m|in the morning|morning|mornings|every morning|this morning|morgens|fruh|am morgen
        |jeden morgen|vormittags|ujutro|ujutru|jutro|prepodne|pre podne|svako jutro|svakog jutra|ујутру|ујутро
        |пре подне|свако јутро|ранку|зранку|вранці|уранці|щоранку|утра""",
    Word.EVENING: """pm|p m|in the evening|in the afternoon|afternoon|evening|evenings|every evening|tonight|abends
        |am abend|jeden abend|nachmittags|am nachmittag|uvece|navece|svako vece|popodne|po podne|posle podne|увече
        |по подне|поподне|вечора|ввечері|увечері|щовечора|дня|пополудні|вечера""",
    Word.NIGHT: "at night|every night|nachts|in der nacht|nocu|ноћу|ночі|вночі|уночі",
}
_NUMBERS = (
    "one|eins|ein|jedan|један|перша|першій|перша година",
    "two|zwei|dva|два|друга|другій",
    "three|drei|tri|три|третя|третій",
    "four|vier|cetiri|четири|четверта|четвертій",
    "five|funf|pet sati|пет|п’ята|п’ятій",
    "six|sechs|sest|шест|шоста|шостій",
    "seven|sieben|sedam|седам|сьома|сьомій",
    "eight|acht|osam|осам|восьма|восьмій",
    "nine|neun|devet|девет|дев’ята|дев’ятій|дев’яту",
    "ten|zehn|deset|десет|десята|десятій",
    "eleven|elf|jedanaest|једанаест|одинадцята|одинадцятій",
    "twelve|zwolf|dvanaest|дванаест|дванадцята|дванадцятій",
)
_OTHERS = {
    Word.STOP: """off|stop|none|never|no|cancel|unsubscribe|no more|turn off|switch off|turn it off|stop it|no digest
        |no digests|aus|stopp|nie|abbestellen|beenden|ausschalten|kein|keine|iskljuci|stani|prekini|odjavi|odjavi me
        |zaustavi|nikad|ugasi|искључи|стани|прекини|одјави|одјави ме|заустави|угаси|стоп|вимкни|вимкнути|зупини
        |відпиши|відписатися|ніколи|досить|disable|quit|end""",
    Word.OCLOCK: """oclock|o clock|uhr|h|hrs|hours|hour|sati|sat|casova|cas|часова|сати|сат|год|година|годині|години
        |годин|ч""",
    Word.HALF_PAST: "half past|half after|пів по",
    Word.HALF_TO: "halb|pola|пола|пів на|о пів на",
    Word.QUARTER_PAST: "quarter past|a quarter past|viertel nach|чверть по|četvrt posle",
    Word.QUARTER_TO: "quarter to|a quarter to|viertel vor|чверть до|за чверть|petnaest do|četvrt do",
    Word.AND_A_HALF: "i po|и по|i trideset",
    Word.TO: "to|through|thru|till|until|bis|do|do|до|по|through to",
    Word.EXCEPT: "except|but not|except on|excluding|without|ausser|außer|osim|осим|крім",
    Word.ABOUT: """about|regarding|concerning|topic|topics|only about|news about|news on|articles about|articles on
        |only|only on|uber|zu|thema|themen|nur|nur uber|nachrichten uber|tema|teme|vesti o|samo|samo o|тема|теме|вести о
        |само о|само|про|тільки про|новини про|лише про|теми|тему|mentioning|with|covering""",
    Word.EITHER_ON: "on|o|о|об",
    Word.EVERYTHING: """everything|all|all news|all topics|anything|any topic|alles|alle themen|sve|sve teme|све
        |све теме|все|усе|всі теми|про все|about everything""",
    Word.IN: "in|u|у|в|na|на",
    Word.ZONE_TIME: "time|zeit|time zone|timezone|zeitzone|local time|ortszeit|vreme|vremena|време",
    Word.BY_TIME: "po vremenu|nach|vreme|време|по времену|за часом|час|за|po|timezone|time zone|zeitzone|zona|zone",
    Word.AND: "and|und|i|и|і|та|й|&|plus|sowie|und am|and on",
    Word.FILLER: """at|every|each|um|am|an|the|a|me|please|bitte|molim|molim te|будь ласка|digest|my digest|a digest
        |the digest|digests|news|send|send me|subscribe|subscribe me|me up|sharp|around|about at|gegen|ab|from|jeden
        |jede|svakog|svake|svaki|сваког|сваке|сваки|кожен|кожну|кожного|щодо|day|days|days a week|exactly|punkt|tacno
        |daily at|for|of|it|give me|set|set it|change|change it|switch|make it|make|to me|im|der|die|das|den|dem|ми|мені
        |mir|mich|u danu|i want|i want it|i would like|id like|ich mochte|zelim|želim|hour|set to|set for|start at|mi|мi
        |надсилай|надсилайте|надішли|шли|salji|šalji|šalji mi|шаљи|шаљи ми|schick|schicke|schick mir|get|come|comes|is|
        |thanks|thank you|danke|hvala|дякую|хвала""",
    Word.TIME: "",
}
_TIMES = {
    12 * 60: "noon|midday|mid day|mittag|mittags|zu mittag|podne|u podne|подне|у подне|полудень|опівдні|полудня",
    0: "midnight|mitternacht|um mitternacht|ponoc|u ponoc|поноћ|у поноћ|опівночі|північ",
}


@cache
def phrases() -> dict[str, tuple[Word, object]]:
    """Return what each folded phrase means."""
    return dict(_phrases())


@cache
def parts_of_day() -> dict[str, Word]:
    """Return the part of the day that a phrase names, also those that name days as well ("every morning")."""
    return {phrase: part for part, listed in _PARTS.items() for phrase in _split(listed)}


def _phrases() -> Iterator[tuple[str, tuple[Word, object]]]:
    for word, listed in (*_OTHERS.items(), *_PARTS.items()):
        yield from ((phrase, (word, None)) for phrase in _split(listed))
    for hour, listed in enumerate(_NUMBERS, 1):
        yield from ((phrase, (Word.HOUR, hour)) for phrase in _split(listed))
    for minute, listed in _TIMES.items():
        yield from ((phrase, (Word.TIME, minute)) for phrase in _split(listed))
    for days, listed in _DAYS.items():
        yield from ((phrase, (Word.DAYS, days)) for phrase in _split(listed))


def _split(listed: str) -> list[str]:
    return [phrase for written in listed.split("|") if (phrase := folded(written))]


# What is written in capitals or stands for nothing else; in small letters some are words.
ABBREVIATIONS = {
    "UTC": "UTC", "GMT": "UTC", "Z": "UTC", "CET": "CET", "CEST": "CET", "MEZ": "CET", "MESZ": "CET", "EET": "EET",
    "EEST": "EET", "WET": "WET", "WEST": "WET", "BST": "Europe/London", "MSK": "Europe/Moscow",
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York", "CST": "America/Chicago",
    "CDT": "America/Chicago", "CT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver",
    "MT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
    "IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "SGT": "Asia/Singapore", "HKT": "Asia/Hong_Kong",
    "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "AWST": "Australia/Perth", "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland", "TRT": "Europe/Istanbul", "SAST": "Africa/Johannesburg",
}  # fmt: skip
ALSO_SMALL = {"utc", "gmt", "cet", "cest", "mez", "mesz", "eet", "eest", "msk", "est", "edt", "pst", "pdt"}
