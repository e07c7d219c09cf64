"""The phrases in which readers ask for a command, in English, German, Serbian and Ukrainian.  Data only.

They are written folded (bot.places.folding), with "|" between the alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bot.usecases.delivering.wishes.words import PAUSES, RESUMES, SKIPS


class Gap(Enum):
    """What a form leaves open: the words of the command."""

    NOTHING = auto()
    WORDS = auto()
    MAYBE_WORDS = auto()
    LANGUAGE = auto()
    """The name of a language, and nothing else."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to ask for a command: a phrase of each of the `begin`, then what it leaves open, then one of `end`.

    `is_question`: it may end with a question mark.  `if_polite`: it counts only with "please" or the like around it.
    `adds` is put before the words of the command; `keeps`: the phrase itself belongs to them.
    """

    command: str
    begin: tuple[str, ...]
    end: str = ""
    gap: Gap = Gap.NOTHING
    is_question: bool = False
    if_polite: bool = False
    adds: str = ""
    keeps: bool = False


POLITE = """please|pls|bitte|molim|molim te|molim vas|будь ласка|hey|hi|hello|hallo|zdravo|привіт|ok|okay|now
    |jetzt|sada|thanks|thank you|danke|hvala|дякую|for me|from now on|anymore|any more|right now|at the moment
    |currently|ab jetzt|od sada|відтепер"""
# Who begins like this and ends with a question mark asks for it all the same.
MODAL = """can you|could you|will you|would you|can you please|could you please|i want you to|i would like you to
    |id like you to|kannst du|konntest du|konnen sie|konnten sie|mozes li|mozete li|da li mozes|da li mozete|можеш
    |чи можеш|можете|чи можете"""
_I_WANT = "i want to|i would like to|id like to|i wanna|lets|let us"

_SUBSCRIBE = """subscribe me|subscribe|sign me up|send me the digest|send me a digest|send me my digest|send me digests
    |send me the news|send me news|send the digest|send my digest|i want the digest|i want a digest|i want my digest
    |i would like the digest|i would like a digest|id like the digest|id like a digest|give me the digest
    |give me a digest|change my digest to|change the digest to|move my digest to|move the digest to|set my digest to
    |set the digest to|make my digest|digest at
    |abonniere mich|abonnier mich|melde mich an|schick mir den digest|schicke mir den digest|schick mir einen digest
    |schick mir die nachrichten|schicke mir die nachrichten|ich mochte den digest|ich will den digest|digest um
    |pretplati me|prijavi me|salji mi digest|salji mi pregled|salji mi vesti|posalji mi digest|hocu digest|zelim digest
    |digest u|претплати ме|пријави ме|шаљи ми вести
    |підпиши мене|підпишіть мене|підписатися|надсилай мені дайджест|надсилай мені новини|шли мені дайджест
    |хочу дайджест|дайджест о"""
_DIGEST = """the digest|my digest|digest|the digests|my digests|digests|den digest|meinen digest|den uberblick
    |digeste|moj digest|pregled|moj pregled|преглед|дайджест|мій дайджест"""
_NEXT_DIGEST = """the next digest|my next digest|den nachsten uberblick|sledeci pregled|sledeci digest|следећи преглед
    |наступний дайджест"""
_WEEKLY = """weekly digest|a weekly digest|send me a weekly digest|send me the weekly digest|i want a weekly digest
    |i would like a weekly digest|id like a weekly digest|give me a weekly digest|wochentlicher digest
    |schick mir einen wochentlichen digest|nedeljni digest|nedeljni pregled|щотижневий дайджест"""
_UNSUBSCRIBE = """unsubscribe|unsubscribe me|stop the digest|stop the digests|stop digests|stop my digest
    |stop my digests|stop sending digests|stop sending me news|stop sending me the news|stop sending news
    |stop the news|stop sending me digests|stop sending me the digest|stop sending the digest|no more digests
    |no more digest|no digest|cancel the digest|cancel my digest|cancel my subscription|cancel subscription
    |end my subscription|end the digest|turn off the digest|turn off my digest|turn the digest off|turn digests off
    |dont send me digests|dont send me the digest|do not send me digests|do not send me the digest
    |i dont want the digest|i dont want the digest any more|i dont want the digest anymore|remove my subscription
    |melde mich ab|abbestellen|digest abbestellen|bestell den digest ab|keine digests mehr|keinen digest mehr
    |stopp den digest|stoppe den digest|abo beenden|beende das abo|beende den digest
    |odjavi me|zaustavi digest|prekini digest|iskljuci digest|ne salji mi digest|otkazi pretplatu|одјави ме
    |откажи претплату
    |відпиши мене|відпишіть мене|відписатися|зупини дайджест|вимкни дайджест|скасувати підписку|не надсилай дайджест
    |більше не надсилай"""

# What stands after these is read as after "/subscribe pause", "skip", "resume" and "quiet".
_PAUSE_SO = "pause for|pause until|pause till|pause fur|pause bis|pauza do|pauziraj do|пауза до|пауза на"
_SKIP_ONE = "skip tomorrow|skip today|skip the next one|skip next|preskoci sutra|пропусти завтра|morgen aussetzen"
_SKIP_TOMORROW = "skip tomorrows digest|no digest tomorrow|dont send me the digest tomorrow|morgen keinen uberblick"
_QUIET = """quiet from|quiet between|quiet hours|quiet hours from|no alerts from|no alerts between|no alerts at
    |no notifications from|no notifications between|no notifications at|dont disturb me from|dont disturb me between
    |do not disturb me from|ruhe von|keine meldungen von|keine benachrichtigungen von|tisina od|bez obavestenja od
    |тишина од|без обавештења од|тиша з|без сповіщень з"""

_TELL = """notify me|tell me|alert me|let me know|inform me|ping me|message me|text me|warn me|write me|write to me
    |send me a message|send me an alert|send me a notification|give me a shout|i want to know|i want to be notified
    |i want to be told|i want to be alerted|i would like to be notified|id like to be notified|id like to know"""
_WHEN = "when|whenever|if|once|as soon as|every time|each time|any time|anytime|the moment|the next time"
_SPEAKS = """speaks|speaks again|speaks out|speaks up|talks|talks again|says something|says anything
    |says something new|says anything new|has something to say|says more|makes a statement|gives an interview
    |gives a speech|comments|is quoted|is quoted again|gets quoted|is cited|is mentioned|is mentioned again
    |gets mentioned|comes up|comes up again|is in the news|is in the news again|makes the news|makes news|appears
    |appears again|is in the paper|is in the papers|opens his mouth|opens her mouth"""
_ANYBODY = "anyone|anybody|someone|somebody|people|an article|any article|a new article|articles|a paper|the news"
_MENTIONS = """mentions|mention|speaks about|speak about|speaks of|talks about|talk about|says something about
    |says anything about|say something about|writes about|write about|is about|are about|reports on|comments on|covers
    |quotes|cites"""
_THERE_IS_NEWS = """there is news|theres news|there is any news|theres any news|there are news|there is something new
    |theres something new|there is anything new|theres anything new|something new is printed|anything new is printed
    |something is printed|anything is printed|something new comes in|something comes in|there is an update
    |theres an update|there is a new article|theres a new article|there are new articles"""
_ABOUT = "about|on|of|for|regarding|concerning"
_NEWS = """news|any news|anything|anything new|something|something new|new articles|any new articles|articles
    |any articles|an article|a new article|any article|new statements|new quotes|updates|any updates|an update"""
_IS_PRINTED = """is printed|are printed|is published|are published|comes out|come out|comes in|come in|appears|appear
    |arrives|arrive|is there|turns up"""
_ALERTS = """alert me|notify me|ping me|inform me|keep me posted|keep me updated|keep me up to date|keep me informed
    |keep me in the loop|send me alerts|send me notifications|send me updates|give me alerts
    |i want alerts|i want notifications|i would like alerts|id like alerts|i want to be alerted
    |i want to be notified|i want to be informed|set an alert|set up an alert|set up alerts|set alerts|create an alert
    |add an alert|make an alert|turn on alerts|turn on notifications|enable alerts|enable notifications|new alert
    |alert|alerts"""
_FOLLOW = """follow|start following|keep following|begin following|keep an eye on|keep track of|keep tabs on|track
    |monitor|watch out for|look out for"""
_UNFOLLOW = """unfollow|stop following|quit following|stop tracking|stop monitoring|dont follow|do not follow
    |i dont want to follow|i no longer want to follow|no longer follow|remove the alert for|remove alerts for
    |remove the alert on|delete the alert for|cancel the alert for|cancel alerts for|turn off alerts for
    |turn off alerts about|turn off alerts on|turn off notifications for|disable alerts for|no more alerts about
    |no more alerts on|no more alerts for|no more news about|no more news on|stop alerting me about
    |stop notifying me about|stop telling me about|stop sending me alerts about|stop sending me news about
    |stop the alerts about|stop the alerts for|stop the alert for|stop alerts for|stop alerts about
    |dont alert me about|dont notify me about|do not alert me about|do not notify me about"""
_STOP_TELLING = "stop telling me|stop notifying me|stop alerting me|dont tell me|dont notify me|dont alert me"
_UNFOLLOW_ALL = """stop all alerts|stop my alerts|stop the alerts|stop alerts|no more alerts|turn off alerts
    |turn off all alerts|turn off my alerts|disable alerts|disable all alerts|cancel all alerts|cancel my alerts
    |delete my alerts|remove all alerts|remove my alerts|delete all alerts|stop alerting me|stop notifying me
    |clear my list|keine benachrichtigungen mehr|alle benachrichtigungen aus|bez obavestenja|ukini sva obavestenja
    |вимкни сповіщення|вимкни всі сповіщення"""

_TELL_DE = """benachrichtige mich|benachrichtigen sie mich|sag mir|sag mir bescheid|sage mir bescheid|gib mir bescheid
    |melde dich|schreib mir|schreibe mir|informiere mich|informier mich|alarmiere mich|mich benachrichtigen
    |mir bescheid sagen|mir bescheid geben|mir schreiben|ich will wissen|ich mochte wissen"""
_WHEN_DE = "wenn|sobald|falls|jedes mal wenn|immer wenn"
_SPEAKS_DE = """spricht|wieder spricht|redet|etwas sagt|was sagt|etwas neues sagt|sich aussert|sich zu wort meldet
    |zitiert wird|wieder zitiert wird|erwahnt wird|genannt wird|vorkommt|in den nachrichten ist"""
_ALERTS_DE = """benachrichtige mich uber|benachrichtige mich zu|informiere mich uber|informier mich uber
    |halte mich auf dem laufenden uber|halt mich auf dem laufenden uber|mich informieren uber
    |schick mir meldungen zu|schick mir meldungen uber|alarm fur|alarme fur"""
_FOLLOW_DE = "folge|folg|beobachte|verfolge|behalte im auge"
_UNFOLLOW_DE = """entfolge|entfolg|folge nicht mehr|hor auf zu folgen|keine meldungen mehr zu|keine meldungen mehr uber
    |keine benachrichtigungen mehr zu|keine benachrichtigungen mehr uber"""

_TELL_SR = """javi mi|javi mi se|javite mi|obavesti me|obavestite me|obavijesti me|reci mi|kazi mi|pisi mi|napisi mi
    |upozori me|da mi javis|da me obavestis|hocu da znam|zelim da znam"""
_WHEN_SR = "kad|kada|ako|cim|kad god|svaki put kad|svaki put kada"
_SPEAKS_SR = """govori|progovori|opet govori|opet progovori|prica|nesto kaze|kaze nesto|kaze nesto novo|nesto izjavi
    |izjavi nesto|da izjavu|se oglasi|bude citiran|bude citirana|bude pomenut|bude pomenuta|bude pomenuto|se pomene
    |se spomene|se javi"""
_ALERTS_SR = """obavesti me o|obavestavaj me o|obavijesti me o|javljaj mi o|salji mi obavestenja o|drzi me u toku o
    |obavestenje za|obavestenja za|upozorenje za"""
_FOLLOW_SR = "prati|zaprati|pratite|hocu da pratim|zelim da pratim|da pratis"
_UNFOLLOW_SR = """otprati|ne prati|ne prati vise|prestani da pratis|prestani pratiti|vise ne prati
    |necu vise da pratim|ne zelim vise da pratim|ne javljaj mi vise o|ne obavestavaj me vise o"""

_TELL_UK = """повідом мене|повідом мені|повідомте мене|повідомте мені|повідомляй мене|повідомляй мені|сповісти мене
    |сповістіть мене|скажи мені|скажіть мені|напиши мені|дай знати|дай мені знати|повідомити мене|сповістити мене
    |хочу знати"""
_WHEN_UK = "коли|якщо|щойно|як тільки|щоразу коли|кожного разу коли"
_SPEAKS_UK = """говорить|заговорить|знову говорить|виступить|виступає|щось скаже|скаже щось|скаже щось нове|щось каже
    |висловиться|зробить заяву|зацитують|процитують|згадають|згадується|зявиться в новинах"""
_ALERTS_UK = """повідомляй мене про|повідомляй мені про|повідом мене про|повідом мені про|сповіщай мене про
    |сповісти мене про|тримай мене в курсі|тримай мене в курсі щодо|надсилай сповіщення про|сповіщення про"""
_FOLLOW_UK = "стеж за|стежити за|слідкуй за|слідкувати за|хочу стежити за|відстежуй|відстежувати"
_UNFOLLOW_UK = """не стеж за|більше не стеж за|перестань стежити за|припини стежити за|не слідкуй за|не повідомляй про
    |більше не повідомляй про|не сповіщай про|не відстежуй"""

_FOLLOWING = """who am i following|whom am i following|what am i following|who do i follow|whom do i follow
    |what do i follow|which people am i following|which topics am i following|what topics am i following
    |which topics do i follow|what topics do i follow|which people do i follow|what people do i follow
    |who am i subscribed to|what am i subscribed to|what did i subscribe to|what have i subscribed to
    |what are my subscriptions|what are my alerts|which alerts do i have|what alerts do i have
    |do i follow anyone|do i follow anybody|am i following anyone|am i following anybody|am i subscribed
    |am i subscribed to anything|my subscriptions|my subscription|my alerts|my follows|people i follow
    |topics i follow|who i follow|what i follow|whom i follow|who im following|what im following
    |what im subscribed to|wem folge ich|was habe ich abonniert|wen habe ich abonniert|was verfolge ich
    |wen verfolge ich|meine abos|meine abonnements|meine benachrichtigungen|koga pratim|sta pratim
    |koga sve pratim|sta sve pratim|na sta sam pretplacen|na sta sam pretplacena|moje pretplate|moja obavestenja
    |за ким я стежу|за чим я стежу|за ким стежу|за чим стежу|на що я підписаний|на що я підписана
    |на кого я підписаний|на кого я підписана|мої підписки|мої сповіщення"""
_SHOW = """show|show me|list|see|give me|what are|tell me|zeig|zeig mir|zeige mir|pokazi|pokazi mi|prikazi|покажи
    |покажи мені"""
_LISTS = """my subscriptions|my alerts|my follows|who i follow|what i follow|whom i follow|who im following
    |who i am following|what i am following|what i am subscribed to|what im following|what im subscribed to
    |the people i follow|the topics i follow|people i follow|topics i follow|wem ich folge|meine abos
    |was ich abonniert habe|koga pratim|sta pratim|moje pretplate|мої підписки|за ким я стежу|за чим я стежу"""

_DELETE = "delete|erase|remove|wipe|clear|forget|destroy|purge|get rid of|losch|losche|vergiss|obrisi|izbrisi|ukloni"
_MINE = """my data|all my data|all of my data|my personal data|my information|my info|my history|my chat history
    |my questions|my conversations|my account|my profile|my messages|me|about me|all about me|everything about me
    |everything of mine|all data about me|the data about me|data about me|your data about me
    |everything|all data you have about me|all data you keep about me|all the data you have about me
    |all you know about me|my personal information|me from your database|me from your memory
    |everything you know about me|everything you have about me|everything you have on me|everything you keep about me
    |everything you stored about me|what you know about me|what you have about me|what you have on me
    |what you keep about me|what you stored about me|everything i said
    |everything i asked|everything i wrote|that i exist|i exist|that i ever asked
    |meine daten|alle meine daten|meine fragen|mein konto|meinen verlauf|alles uber mich|was du uber mich weisst|mich
    |moje podatke|sve moje podatke|moja pitanja|moj nalog|sve o meni|sve sto znas o meni"""
_FORGET = """forget me|i want to be forgotten|i want my data deleted|i want my data erased|delete me
    |right to be forgotten|meine daten loschen|alle meine daten loschen|vergiss mich|losch mich|zaboravi me
    |zaboravi na mene|obrisi me|izbrisi me
    |видали мої дані|видаліть мої дані|видалити мої дані|видали всі мої дані|зітри мої дані|стерти мої дані|забудь мене
    |забудь про мене|видали мене|видали все про мене"""
_PRIVACY = """what do you know about me|what data do you keep about me|what data do you have about me
    |what do you keep about me|what do you store about me|what do you save about me|what data do you store about me
    |what data do you store|what data do you keep|do you store my data|do you keep my data|do you save my data
    |do you store my questions|do you keep my questions|do you save my questions|is this private|privacy policy
    |was weisst du uber mich|was speicherst du uber mich|welche daten speicherst du|speicherst du meine daten
    |datenschutz|sta znas o meni|sta cuvas o meni|koje podatke cuvas|privatnost
    |що ти знаєш про мене|що ти зберігаєш про мене|які дані ти зберігаєш|конфіденційність"""

_SPEAK = """speak|talk|write|answer|reply|respond|speak in|talk in|write in|answer in|reply in|respond in
    |speak to me in|talk to me in|write to me in|answer me in|reply to me in|switch to|change to|in|use
    |change language to|change the language to|change your language to|switch language to|switch the language to
    |set language to|set the language to|set your language to|the language should be|language
    |sprich|sprich mit mir|rede|rede mit mir|antworte|antworte mir|schreib|schreibe|auf|sprich auf|antworte auf
    |antworte mir auf|antworte bitte auf|schreib auf|schreibe auf|rede auf|sprich bitte|wechsle zu
    |wechsle auf|stell um auf|sprache
    |govori|govorite|pricaj|pricajte|pisi|pisite|odgovaraj|odgovarajte|odgovori|na|govori na|pricaj na|pisi na
    |odgovaraj na|odgovori na|prebaci na|promeni jezik na|jezik
    |говори|говоріть|розмовляй|пиши|пишіть|відповідай|відповідайте|перейди на|переключись на|мова"""
_CAN_YOU_SPEAK = """do you speak|do you know|do you understand|can you speak|could you speak|can you talk
    |do you talk|sprichst du|sprechen sie|kannst du|redest du|govoris li|govorite li|da li govoris|pricas li
    |znas li|ти говориш|чи ти говориш|ти розмовляєш|ви говорите"""
_TO_ME = "to me|with me|here|only|instead|mit mir|hier|sa mnom|ovde|зі мною|тут"
_LANGUAGE = """change language|change the language|change your language|change my language|switch language
    |switch the language|set language|set the language|choose language|choose a language|other language
    |another language|which languages do you speak|what languages do you speak|which language do you speak
    |what language do you speak|sprache andern|sprache wechseln|andere sprache|welche sprachen sprichst du
    |promeni jezik|drugi jezik|koje jezike govoris|зміни мову|змінити мову|інша мова|якими мовами ти говориш"""

FORMS: tuple[Form, ...] = (
    Form("unsubscribe", (_UNSUBSCRIBE,)),
    Form("subscribe", (_SUBSCRIBE,), gap=Gap.MAYBE_WORDS),
    Form("subscribe", ("daily digest",), gap=Gap.MAYBE_WORDS, adds="daily"),
    Form("subscribe", ("daily digest at",), gap=Gap.WORDS, adds="daily"),
    Form("subscribe", (_PAUSE_SO,), gap=Gap.WORDS, keeps=True),
    Form("subscribe", (_SKIP_ONE,), keeps=True),
    Form("subscribe", (_SKIP_TOMORROW,), adds="skip tomorrow"),
    Form("subscribe", (_QUIET,), gap=Gap.WORDS, keeps=True),
    Form("subscribe", (PAUSES, _DIGEST), gap=Gap.MAYBE_WORDS, adds="pause"),
    Form("subscribe", (RESUMES, _DIGEST), adds="resume"),
    Form("subscribe", ("setze", _DIGEST, "fort"), adds="resume"),
    Form("subscribe", (SKIPS, f"{_DIGEST}|{_NEXT_DIGEST}"), gap=Gap.MAYBE_WORDS, adds="skip"),
    Form("subscribe", (SKIPS, "tomorrows digest"), adds="skip tomorrow"),
    Form("subscribe", (_WEEKLY,), gap=Gap.MAYBE_WORDS, adds="weekly"),
    Form("follow", (_FOLLOW,), gap=Gap.WORDS),
    Form("follow", (_I_WANT, _FOLLOW), gap=Gap.WORDS),
    Form("follow", (_TELL, _WHEN), end=_SPEAKS, gap=Gap.WORDS),
    Form("follow", (_TELL, _WHEN, _ANYBODY, _MENTIONS), gap=Gap.WORDS),
    Form("follow", (_TELL, _WHEN, _THERE_IS_NEWS, _ABOUT), gap=Gap.WORDS),
    Form("follow", (_TELL, _WHEN, _NEWS, _ABOUT), end=_IS_PRINTED, gap=Gap.WORDS),
    Form("follow", (_ALERTS, _ABOUT), gap=Gap.WORDS),
    Form("follow", (_ALERTS, _ABOUT, _NEWS, _ABOUT), gap=Gap.WORDS),
    Form("follow", (_TELL_DE, _WHEN_DE), end=_SPEAKS_DE, gap=Gap.WORDS),
    Form("follow", (_TELL_DE, _WHEN_DE, "es neues zu|es neues uber|es etwas neues zu|es etwas neues uber"), end="gibt",
         gap=Gap.WORDS),
    Form("follow", (f"{_ALERTS_DE}|{_FOLLOW_DE}",), gap=Gap.WORDS),
    Form("follow", ("halte mich uber|halt mich uber",), end="auf dem laufenden", gap=Gap.WORDS),
    Form("follow", ("ich mochte|ich will|ich wurde gern|ich wurde gerne",), end="folgen|verfolgen", gap=Gap.WORDS),
    Form("follow", (_TELL_SR, _WHEN_SR), end=_SPEAKS_SR, gap=Gap.WORDS),
    Form("follow", (_TELL_SR, _WHEN_SR, f"{_SPEAKS_SR}|neko kaze nesto o|neko pomene"), gap=Gap.WORDS),
    Form("follow", (f"{_ALERTS_SR}|{_FOLLOW_SR}",), gap=Gap.WORDS),
    Form("follow", (_TELL_UK, _WHEN_UK), end=_SPEAKS_UK, gap=Gap.WORDS),
    Form("follow", (_TELL_UK, _WHEN_UK, f"{_SPEAKS_UK}|зявиться щось про|буде щось про|хтось згадає"), gap=Gap.WORDS),
    Form("follow", (f"{_ALERTS_UK}|{_FOLLOW_UK}",), gap=Gap.WORDS),
    Form("unfollow", (f"{_UNFOLLOW}|{_UNFOLLOW_DE}|{_UNFOLLOW_SR}|{_UNFOLLOW_UK}",), gap=Gap.WORDS),
    Form("unfollow", (_STOP_TELLING, _WHEN), end=_SPEAKS, gap=Gap.WORDS),
    Form("unfollow", (_FOLLOW_DE,), end="nicht mehr", gap=Gap.WORDS),
    Form("unfollow", (_UNFOLLOW_ALL,), adds="all"),
    Form("unfollow", ("unfollow",)),
    Form("following", (_FOLLOWING,), is_question=True),
    Form("following", (_SHOW, _LISTS)),
    Form("forget", (_FORGET,)),
    Form("forget", (_DELETE, _MINE)),
    Form("forget", (_I_WANT, _DELETE, _MINE)),
    Form("privacy", (_PRIVACY,), is_question=True),
    Form("language", (_SPEAK,), gap=Gap.LANGUAGE),
    Form("language", (_SPEAK,), end=_TO_ME, gap=Gap.LANGUAGE),
    Form("language", (_CAN_YOU_SPEAK,), end="sprechen|reden|говорити|розмовляти", gap=Gap.LANGUAGE, is_question=True),
    Form("language", (_CAN_YOU_SPEAK,), gap=Gap.LANGUAGE, is_question=True),
    Form("language", ("",), gap=Gap.LANGUAGE, if_polite=True),
    Form("language", ("",), end="sprechen|reden", gap=Gap.LANGUAGE, if_polite=True),
    Form("language", (_LANGUAGE,), is_question=True),
)  # fmt: skip

# After a tail, these go on about what is said of a topic: "when Hill says something about Kosovo".
GOES_ON = """about|on|of|regarding|concerning|over|again|zu|uber|o|na|про|на|щодо"""
# What is followed or asked for is no name if it begins with one of these …
NO_BEGINNING = """uns|mir|nas|up|through|suit|along|the money|to|for|with|him|her|them|us|me|you|that|this|these
    |those|from|it|and|or|into|in|at|by|everything you|out"""
# … or holds one of these: then it is a question.
QUESTION_WORDS = """what|who|whom|whose|which|why|how|where|when|whether|if|was|wer|wen|wem|wessen|warum|wieso
    |wie|wo|wann|ob|sta|sto|ko|koga|kome|cija|ciji|zasto|kako|gde|kad|kada|da|li|що|хто|кого|кому|чий|чому|як|де
    |коли|чи"""
# Words that stand for whoever the conversation is about.
PRONOUNS = """him|her|them|he|she|they|it|this|that|ihn|ihm|ihr|sie|er|njega|nju|njemu|njoj|on|ona|ga|je|його|її
    |ним|нею|він|вона"""
# A digest's wish that goes on like this is a sentence about somebody else.
NOT_ME = """to|for|with|him|her|them|us"""
EVERYTHING = """all|everyone|everybody|everything|them all|all of them|alle|allen|alles|sve|svih|sve njih|sva|всіх|усіх
    |все|усе|всіма"""
