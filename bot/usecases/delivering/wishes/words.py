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
    FROM = auto()
    """Introduces papers; before a time or day it begins a span or says when to start."""
    DAY = auto()
    """A day counted from today; the value is how far it is."""
    MONTH = auto()
    """The value is its number."""
    UNIT = auto()
    """A length of time; the value is its days."""
    WEEKLY = auto()
    TIMES_A_DAY = auto()
    """Several hours a day that are not named; the value is how many."""
    UNOFFERED = auto()
    """A rhythm in which no digest comes."""
    NEXT = auto()
    THIS = auto()
    ONE = auto()
    """"The next one": a digest."""
    UNTIL = auto()
    PAUSE = auto()
    RESUME = auto()
    SKIP = auto()
    QUIET = auto()
    """Hours in which no alert comes."""
    SHORT = auto()
    FULL = auto()
    EMPTY = auto()
    """When there is nothing new."""
    SILENT = auto()
    TELL = auto()
    ONLY_NEWS = auto()
    """Nothing is to come unless there is something new."""
    FILLER = auto()


# Verbs that also stand before "the digest" (bot.usecases.plain_wishes).
PAUSES = "pause|hold|suspend|pausiere|pausier|pauziraj|паузирај|призупини"
RESUMES = "resume|continue|restart|unpause|nastavi|настави|віднови|відновити"
SKIPS = "skip|uberspringe|uberspring|preskoci|прескочи|пропусти"

_DAYS = {
    "1": """monday|mondays|mon|montag|montags|mo|ponedeljak|ponedeljka|ponedeljkom|ponedjeljak|ponedjeljkom|pon
        |понедељка|понедељак
        |понедељком|понеділок|понеділка|понеділками|понеділкам|понеділках|щопонеділка|пн""",
    "2": """tuesday|tuesdays|tue|tues|dienstag|dienstags|di|utorak|utorka|utorkom
        |uto|уторак|уторка|уторком
        |вівторок|вівторка|вівторками|вівторкам|вівторках|щовівторка|вт""",
    "3": """wednesday|wednesdays|wed|mittwoch|mittwochs|mi|sreda|sredu|srede|sredom|sre|srijeda|srijedom|среда
        |среду|среде|средом
        |середа|середу|середи|середами|середам|середах|щосереди|ср""",
    "4": """thursday|thursdays|thu|thur|thurs|donnerstag|donnerstags|do|cetvrtak|cetvrtka|cetvrtkom|cet|четвртак
        |четвртка|четвртком
        |четвер|четверга|четвергами|четвергам|четвергах|щочетверга|чт""",
    "5": """friday|fridays|fri|freitag|freitags|fr|petak|petka|petkom|pet|петак|петка|петком
        |п’ятниця|п’ятницю|п’ятниці|п’ятницями|п’ятницям|п’ятницях|щоп’ятниці|пт""",
    "6": """saturday|saturdays|sat|samstag|samstags|sonnabend|sonnabends|sa|subota|subotu|subote|subotom|sub|субота
        |суботу
        |суботе|суботом|суботи|суботами|суботам|суботах|щосуботи|сб""",
    "7": """sunday|sundays|sun|sonntag|sonntags|so|nedelja|nedelju|nedelje|nedeljom|ned|nedjelja|nedjeljom|недеља
        |недељу|недеље|недељом
        |неділя|неділю|неділі|неділями|неділям|неділях|щонеділі|нд""",
    "12345": """weekday|weekdays|week days|working day|working days|work days|workdays|workday|business days
        |every weekday|werktag|werktags|werktagen|wochentags|unter der woche|an werktagen|radnim danima|radni dani
        |radnim danom|radne dane|радним данима|радним даном|у будні|в будні|будні|по буднях|буднях|щобудня
        |робочі дні|у робочі дні|робочих днів""",
    "67": """weekend|weekends|the weekend|wochenende|am wochenende|wochenenden|vikend|vikendom|vikendima|викендом
        |викенд
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
        |only|only on|uber|zu|thema|themen|nur|nur uber|nachrichten uber|tema|teme|vesti o|samo|samo o|тема|теме
        |вести о
        |само о|само|про|тільки про|новини про|лише про|теми|тему|mentioning|with|covering""",
    Word.EITHER_ON: "on|o|о|об",
    Word.EVERYTHING: """everything|all|all news|all topics|anything|any topic|alles|alle themen|sve|sve teme|све
        |све теме|все|усе|всі теми|про все|about everything""",
    Word.IN: "in|u|у|в|na|на",
    Word.ZONE_TIME: "time|zeit|time zone|timezone|zeitzone|local time|ortszeit|vreme|vremena|време",
    Word.BY_TIME: "po vremenu|nach|vreme|време|по времену|за часом|час|за|po|timezone|time zone|zeitzone|zona|zone",
    Word.AND: "and|und|i|и|і|та|й|&|plus|sowie|und am|and on",
    Word.FILLER: """at|every|each|um|am|an|the|a|me|please|bitte|molim|molim te|будь ласка|digest|my digest|a digest
        |the digest|digests|news|send|send me|subscribe|subscribe me|me up|sharp|around|about at|gegen|jeden
        |jede|svakog|svake|svaki|сваког|сваке|сваки|кожен|кожну|кожного|щодо|days a week|exactly|now|jetzt|sada
        |сада|зараз|von|vom|fur|eine|einen|einem|einer|jednu|једну|punkt|tacno
        |daily at|for|of|it|give me|set|set it|change|change it|switch|make it|make|to me|im|der|die|das|den|dem|ми
        |мені
        |mir|mich|u danu|i want|i want it|i would like|id like|ich mochte|zelim|želim|hour|set to|set for|start at
        |mi|мi
        |надсилай|надсилайте|надішли|шли|salji|šalji|šalji mi|шаљи|шаљи ми|schick|schicke|schick mir|get|come|comes
        |is|
        |thanks|thank you|danke|hvala|дякую|хвала""",
    Word.TIME: "",
    Word.FROM: """from|starting|starting on|starting from|start on|start from|beginning|beginning on|as of|by
        |published by|between|ab|ab dem|beginnend|aus|aus der|aus dem|zwischen|od|od dana|pocev od|iz|izmedu|од
        |почев од|из|између
        |з|із|від|починаючи з|між""",
    Word.WEEKLY: """weekly|every week|once a week|one a week|each week|wochentlich|jede woche|einmal pro woche
        |einmal die woche|einmal in der woche|nedeljno|jednom nedeljno|jednom u nedelji|svake sedmice|sedmicno
        |недељно|једном недељно|седмично|щотижня|щотижнево|раз на тиждень|кожного тижня|кожен тиждень""",
    Word.UNOFFERED: """monthly|every month|once a month|hourly|every hour|yearly|biweekly|fortnightly|every two weeks
        |every other week|every second week|every other day|every second day|every few hours|every two hours
        |monatlich|jeden monat|stundlich|jede stunde|alle zwei wochen|jeden zweiten tag
        |mesecno|svakog meseca|svakog sata|svaki sat|svake dve nedelje|svaki drugi dan
        |месечно|сваког месеца|сваког сата|сваки други дан|щомісяця|раз на місяць|щогодини|кожну годину
        |раз на два тижні|через день""",
    Word.NEXT: """next|the next|coming|the coming|following|nachste|nachsten|nachster|kommende|kommenden|sledeci
        |sledece
        |sledecih|sledecu|naredni|naredna|narednu|narednih|следећи|следеће|следећу|следећих|наредни|наредну
        |наступний|наступну|наступного|наступні|наступних|наступна""",
    Word.THIS: "this|diese|diesen|dieses|ova|ovu|ove|ovaj|ова|ову|ове|овај|ця|цю|цього|цей|ці",
    Word.ONE: """one|ones|next one|digest|digests|edition|issue|ausgabe|ausgaben
        |uberblick|uberblicke|den uberblick|digeste|pregled|pregleda|преглед
        |дайџест|дайджест|дайджести|дайджестів|випуск""",
    Word.UNTIL: "until|till|up to|bis|bis zum|do|до|аж до|sve do|све до",
    Word.PAUSE: f"""{PAUSES}|pause it|pause for|on hold|pausieren|mach pause|aussetzen|pauza|napravi pauzu|pauzu|пауза
        |паузу|призупинити|постав на паузу""",
    Word.RESUME: f"""{RESUMES}|resume it|go on|carry on|start again|on again|back on|weiter|fortsetzen|setze fort
        |wieder an|weitermachen|nastavi sa slanjem|opet|наставити|опет|продовж|продовжуй|продовжити|знову""",
    Word.SKIP: f"""{SKIPS}|leave out|skip it|not|nothing|dont send|do not send|uberspringen|auslassen|lass aus|nicht
        |ne salji|ne|не шаљи|не|пропустити|не надсилай""",
    Word.QUIET: """quiet|tiho|тихо|leise|quiet hours|quiet time|be quiet|do not disturb|dont disturb|no alerts|no alert
        |no notifications
        |mute alerts|silence alerts|silent hours|ruhe|ruhezeit|ruhezeiten|ruhig|nachtruhe|keine meldungen
        |keine benachrichtigungen|nicht storen|tisina|tihi sati|tihi casovi|mirno|bez obavestenja|ne uznemiravaj
        |тишина
        |тихи сати|мирно|без обавештења|не узнемиравај|тиша|тихі години|тихо|без сповіщень|не турбувати|не турбуй""",
    Word.SHORT: """short|shorter|brief|briefly|headlines|short version|kurz|kurzer|kurzfassung|knapp|kratko|krace
        |kratka verzija|ukratko|кратко|краће|укратко|коротко|стисло|коротший|короткий|короткі""",
    Word.FULL: """full|long|longer|in full|detailed|full version|complete|ausfuhrlich|lang|langer|vollstandig|puno
        |duze
        |opsirno|opsirnije|detaljno|celo|пуно|дуже|опширно|детаљно|цело|повний|повні|повністю|докладно|детально
        |довгий""",
    Word.EMPTY: """nothing new|nothings new|if nothing new|when nothing new|when nothing is new|if nothing is new
        |if nothings new|when nothings new|if there is nothing new|when there is nothing new|if theres nothing new
        |when theres nothing new|no news|if there is no news|when there is no news|if theres no news|when empty
        |if empty
        |empty ones|empty digests|nichts neues|wenn nichts neues|wenn es nichts neues gibt|bei nichts neuem|leere
        |ako nema nista novo|kad nema nista novo|nista novo|nema novosti|ako nema novosti|kad nema novosti|prazne
        |ништа ново|ако нема ништа ново|кад нема ништа ново|нема новости|ако нема новости|кад нема новости|празне
        |нічого нового|якщо нічого нового|коли нічого нового|якщо немає нового|немає новин|якщо немає новин""",
    Word.SILENT: """silent|stay silent|be silent|silence|say nothing|send nothing|keep quiet|stay quiet|no message
        |still
        |schweige|schweigen|sag nichts|schick nichts|cuti|bez poruke|ne javljaj|ћути|без поруке|не јављај|мовчи
        |мовчати|не пиши|нічого не пиши|нічого не надсилай""",
    Word.TELL: """tell me|say so|let me know|send a line|a line|say it|still tell me|sag es|sag bescheid|sag es mir
        |bescheid|javi|reci|javi mi|reci mi|јави|реци|јави ми|реци ми|повідом|скажи|пиши|так і скажи""",
    Word.ONLY_NEWS: """only if there is news|only when there is news|only if theres news|only when theres news
        |only if there is something new|only when there is something new|only if theres something new|only with news
        |only if something is new|nur wenn es neues gibt|nur wenn es etwas neues gibt|nur bei neuem
        |samo ako ima novosti|samo kad ima novosti|samo ako ima nesto novo|само ако има новости|само кад има новости
        |само ако има нешто ново|тільки якщо є новини|лише якщо є новини
        |тільки якщо є щось нове|лише якщо є щось нове""",
}
_DAYS_FROM_TODAY = {
    0: "today|heute|danas|данас|сьогодні",
    1: "tomorrow|morgen|sutra|сутра|завтра",
    2: "day after tomorrow|ubermorgen|prekosutra|прекосутра|післязавтра",
}
_UNITS = {
    1: "days|day|tag|tage|tagen|dan|dana|дан|дана|день|дні|днів",
    7: "week|weeks|woche|wochen|nedelju dana|sedmica|sedmicu|sedmice|седмица|седмицу|седмице|недељу дана"
    "|тиждень|тижні|тижнів",
    30: "month|months|monat|monate|monaten|mesec|meseca|meseci|месец|месеца|месеци|місяць|місяці|місяців",
}
# Before a number of hours, these name an interval.
EVERY = {"every", "alle", "svaka", "svakih", "свака", "сваких", "кожні"}
# After a number these are weeks, though each is Sunday by itself.
SUNDAYS_AND_WEEKS = {"nedelja", "nedelje", "nedelju", "недеља", "недеље", "недељу"}
_TIMES_A_DAY = {
    2: """twice a day|two times a day|twice daily|2 times a day|zweimal taglich|zweimal am tag|dvaput dnevno
        |dva puta dnevno|dva puta na dan|двапут дневно|два пута дневно|двічі на день|два рази на день""",
    3: """three times a day|3 times a day|thrice daily|dreimal taglich|dreimal am tag|tri puta dnevno|три пута дневно
        |тричі на день|три рази на день""",
}
_MONTHS = (
    "january|jan|januar|janner|januara|јануар|јануара|січень|січня",
    "february|feb|februar|februara|фебруар|фебруара|лютий|лютого",
    "march|mar|marz|mart|marta|март|марта|березень|березня",
    "april|apr|aprila|април|априла|квітень|квітня",
    "may|mai|maj|maja|мај|маја|травень|травня",
    "june|jun|juni|juna|јун|јуна|червень|червня",
    "july|jul|juli|jula|јул|јула|липень|липня",
    "august|aug|avgust|avgusta|август|августа|серпень|серпня",
    "september|sep|sept|septembar|septembra|септембар|септембра|вересень|вересня",
    "october|oct|oktober|okt|oktobar|oktobra|октобар|октобра|жовтень|жовтня",
    "november|nov|novembar|novembra|новембар|новембра|листопад|листопада",
    "december|dec|dezember|dez|decembar|decembra|децембар|децембра|грудень|грудня",
)
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
    """Yield phrases with their meanings; of several meanings, the last counts."""
    for word, listed in (*_OTHERS.items(), *_PARTS.items()):
        yield from ((phrase, (word, None)) for phrase in _split(listed))
    for word, table in (
        (Word.UNIT, _UNITS.items()),
        (Word.MONTH, enumerate(_MONTHS, 1)),
        (Word.DAY, _DAYS_FROM_TODAY.items()),
        (Word.TIMES_A_DAY, _TIMES_A_DAY.items()),
    ):
        for value, listed in table:
            yield from ((phrase, (word, value)) for phrase in _split(listed))
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
