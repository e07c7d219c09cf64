"""Phrases of pages that are not articles, in the most common languages of news.  Pure.

Each is common on many sites.  None decides alone, because an article may be about paywalls, cookies or lost pages.
"""

from __future__ import annotations

import re


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{form})" for form in forms), re.IGNORECASE | re.DOTALL)


def _whole(*forms: str) -> re.Pattern[str]:
    """Match a whole title, or the part of it that is separated from the site's name."""
    return re.compile(rf"\W*(?:{'|'.join(forms)})\W*", re.IGNORECASE)


SUBSCRIBE = _any(
    r"(subscribe|sign up|register|log ?in|sign in|create an? (free )?account|become a (subscriber|member)|"
    r"start (your|a) (free )?trial) (now |today |here )?(to|and) "
    r"(continue|keep|finish|read|unlock|access|get ((full|unlimited|instant) )?access|get the (full|rest|whole))",
    r"to (continue|keep) reading",
    r"continue reading (this|with|for)",
    r"(read|unlock|access) the (rest|full|whole|entire|complete) (of (this|the) )?(article|story|text|report)",
    r"(this|the (full|rest of this)) (article|story|content|post) is (only )?(available |reserved |exclusive(ly)? )?"
    r"(to|for) (our )?(paid |paying |premium |registered )?(subscribers|members|readers)",
    r"(for|available to) (paid |paying )?subscribers only",
    r"subscribers? only\b",
    r"already a (subscriber|member)",
    r"you( have|'ve|’ve) (read|reached|used) (your|all|the last)\b.{0,30}\barticles?",
    r"free articles? (left|remaining)",
    r"(jetzt|hier) (abonnieren|weiterlesen|registrieren)",
    r"weiterlesen mit",
    r"(nur für (unsere )?|exklusiv für )abonnenten",
    r"réservée? (à nos |aux )abonnés",
    r"il vous reste [\d,.]+ ?% de cet article",
    r"(exclusivo|solo|sólo) para (suscriptores|abonados)",
    r"suscr[ií]bete para (seguir|continuar)",
    r"(riservato|solo) (agli|per gli) abbonati",
    r"exclusivo para assinantes",
    r"voor abonnees",
)

CONSENT = _any(
    r"(we|our partners|we and our( \d+)?( \w+)? partners|this (web)?site) "
    r"(use|uses|store|stores|set|sets|process|would like to use)\b.{0,60}\b(cookies?|personal data|information on)",
    r"we (value|respect|care about) your privacy",
    r"your (privacy )?(choices|consent|preferences)\b",
    r"legitimate interest",
    r"before you continue",
    r"consent to (our|the) use",
    r"cookie (policy|settings|preferences|notice)",
    r"(wir|unsere partner|wir und unsere( \d+)? partner) (verwenden|nutzen|verarbeiten|speichern)\b"
    r".{0,60}\b(cookies|daten)",
    r"(mit )?ihrer (einwilligung|zustimmung)",
    r"nous (utilisons|et nos( \d+)? partenaires)",
    r"(utilizamos|usamos) cookies",
    r"utilizziamo (i )?cookie",
)

OLD_BROWSER = _any(
    r"browser\b.{0,60}\b(out ?of ?date|outdated|too old|(not|no longer) (fully )?supported|unsupported)",
    r"(outdated|old|older|unsupported|obsolete)\b.{0,20}\bbrowser",
    r"(upgrade|update) (to a (newer|modern) |your )(web ?)?browser",
    r"(veralteter|veralteten|alter|alten) (web)?browser",
    r"browser\b.{0,60}\bveraltet",
    r"navigateur\b.{0,60}\b(obsolète|pas à jour|dépassé)",
    r"navegador\b.{0,60}\b(obsoleto|desactualizado|antiguo|antigo)",
)

INVITES = _any(
    r"(sign up|subscribe|register)\b.{0,40}\b(here|now|newsletters?|inbox|alerts?|podcast|channel)",
    r"our (free |daily |weekly |morning |\w+ )?(newsletter|app|podcast|whatsapp channel|youtube channel)",
    r"(follow|like|join) us on",
    r"(unseren|unserem) newsletter",
    r"(notre|nuestro|nuestra|nostra|nossa) newsletter",
)

ELSEWHERE = re.compile(
    r"\W*(?:read (?:more|also|next)|also read|see also|related(?: (?:story|article|news|content))?|more on this|"
    r"(?:lesen|sehen) sie auch|mehr zum thema|(?:à )?lire aussi|lea también|leggi anche|leia também|lees ook)"
    r"\s*[:|–—-]",
    re.IGNORECASE,
)

LABEL = _whole(
    r"(?:(?:article|story) continues (?:below|after) (?:this )?)?(?:advertisement|anzeige|werbung|publicité|publicidad|"
    r"pubblicità|publicidade|advertentie)(?:\W+scroll to continue(?: reading)?)?",
    r"share (?:this )?(?:article|story|page|post)",
    r"share (?:this )?(?:on|via) \w+",
    r"copy (?:the )?link",
    r"(?:copyright|\(c\)|\d{4}).{0,80}all rights reserved",
)

GONE = _whole(
    r"((error|http|status|fehler|erreur)\W*)?(404|410)(\W*(error|not found|page not found|gone|fehler))?",
    r"((the |this )?(page|article|story|content|file) )?(was |is |could |can)?not (be )?(found|available)",
    r"(sorry,? )?we (can't|can’t|cannot|couldn't|couldn’t|could not) find (the|this|that) (page|article|story).*",
    r"(sorry,? )?(the |this |that )?(page|article|story) (doesn't|doesn’t|does not|no longer) exists?.*",
    r"(sorry|oops|uh-oh|whoops)\b.{0,30}\b(page|something went wrong).*",
    r"(service|temporarily) unavailable",
    r"(internal )?server error",
    r"(403|500|502|503|504)\W*(error|forbidden|(bad |gateway )?\w* ?(unavailable|gateway|timeout|error))",
    r"seite (wurde )?nicht gefunden",
    r"page (introuvable|non trouvée)",
    r"página no encontrada",
    r"pagina non trovata",
    r"página não encontrada",
)

ROBOTS = _whole(
    r"just a moment",
    r"attention required",
    r"access (to this page has been |is )?denied",
    r"security check",
    r"are you a (robot|human)",
    r"(please )?(verify|confirm) (that )?you( are|'re|’re) (a |not a )?(human|robot)",
    r"checking (your browser|if the site connection is secure).*",
    r"pardon our interruption",
    r"(bot|human) verification",
    r"request (blocked|rejected)",
)

LOGIN = _whole(
    r"(please )?(log|sign) ?[io]n( (to|or|with)\b.*)?",
    r"members?( only|'? ?login| area)",
    r"anmelden|anmeldung|einloggen",
    r"connexion|se connecter",
    r"iniciar sesi[oó]n|acceder",
    r"accedi",
    r"entrar",
)

SCRIPTED = _any(r"(enable|requires?|needs?|turn on|activate|without)\b.{0,40}\bjavascript")

QUOTED = re.compile(r"[“„«\"][^“”„«»\"]*[”“»\"]")
# The marks that end a sentence in the world's scripts (Unicode's Sentence_Terminal); …
_ENDS = ".!?…\u0589\u061d-\u061f\u06d4\u0700-\u0702\u0964\u0965\u104a\u104b\u1362\u1367\u1368\u17d4\u17d5\u1803\u1809"
# … some scripts have none: there a space ends a sentence, and a run of letters is long.
_UNENDED = "\u0e00-\u0eff\u0f00-\u0fff\u1780-\u17ff"
SENTENCE = re.compile(rf"[\w\u0900-\u0dff][^\w\s]*?[{_ENDS}][^\w\s]*(?:\s|$)|[。！？｡．]|[{_UNENDED}]{{20}}")
_BETWEEN = re.compile(r"\s+[-|–—·:»]\s+|\s*\|\s*")


def parts(title: str) -> list[str]:
    """Return a title, and the pieces of it between marks that set off a site's name or a section."""
    return [title, *_BETWEEN.split(title)]


def cut_last(title: str) -> tuple[str, str]:
    """Split a title at the last of these marks; without one, the second part is empty."""
    marks = list(_BETWEEN.finditer(title))
    return (title[: marks[-1].start()], title[marks[-1].end() :]) if marks else (title, "")
