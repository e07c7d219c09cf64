"""Pages that are not articles are refused by what they are; articles are not, whatever they look like."""

from __future__ import annotations

import pytest

from tests.bot.pages.made import PARAGRAPHS, article, json_ld, page, paragraphs, refused, texts

OFFER = "<div class='offer'><h3>{}</h3><p>{}</p><a href='/subscribe'>See the offers</a></div>"
NOT_FREE = json_ld(isAccessibleForFree=False, hasPart={"@type": "WebPageElement", "isAccessibleForFree": False})
TEASERS = "".join(
    f"<article><a href='/news/{n}'><h2>{text[:50]}</h2></a><p>{text[:120]} …</p><a href='/{n}'>Read more</a></article>"
    for n, text in enumerate(PARAGRAPHS * 3)
)
COOKIES = (
    "We and our 842 partners store and access information on your device, such as cookies, and process personal data. "
    "You can manage your choices or withdraw your consent at any time.",
    "We value your privacy. With your permission we use cookies to measure how our pages are read. Some partners rely "
    "on a legitimate interest.",
)
BUTTONS = "<button>Accept all</button><button>Reject all</button><a href='/privacy'>Manage options</a>"

REFUSED = {
    "a paywall that says so to machines": (page(article(*PARAGRAPHS[:2]), head=NOT_FREE), "for subscribers"),
    "the same in words, as strings": (
        page(article(PARAGRAPHS[0]), head=json_ld(isAccessibleForFree="False")), "for subscribers"),
    "one that declares its number of words": (
        page(article(*PARAGRAPHS), head=json_ld(isAccessibleForFree=False, wordCount=900)), "for subscribers"),
    "a paywall in words only": (
        page(article(PARAGRAPHS[0], more=OFFER.format("Subscribe to continue reading", "From 1 € a week."))),
        "for subscribers"),
    "a registration wall": (
        page(article(*PARAGRAPHS[:2], more=OFFER.format("Create a free account to read the full story", "Now."))),
        "for subscribers"),
    "a German paywall": (
        page(article("Die alte Hafenbrücke wird am Montag für sechs Wochen gesperrt, teilte die Stadt mit.",
                     more=OFFER.format("Jetzt weiterlesen mit Plus", "Schon Abonnent? Anmelden")), lang="de"),
        "for subscribers"),
    "a consent wall": (
        page(f"<main><h1>Before you continue</h1>{paragraphs(*COOKIES)}{BUTTONS}</main>", title="Harbour Times"),
        "consent to cookies"),
    "a German consent wall": (
        page("<main><p>Wir und unsere Partner verwenden Cookies, um Daten zu speichern.</p><p>Alle akzeptieren oder "
             "alle ablehnen: Wir verarbeiten Ihre Daten nur mit Ihrer Einwilligung.</p></main>", title="Zustimmung"),
        "consent to cookies"),
    "a missing page": (
        page("<main><h1>Page not found</h1><p>Sorry, we could not find the page that you were looking for. It may have "
             "been moved or taken down.</p></main>", title="404 - Harbour Times"), "the page does not exist"),
    "the same in French": (
        page("<main><h1>Page introuvable</h1><p>La page demandée n’existe pas ou a été déplacée.</p></main>",
             title="Erreur 404 | Le Port"), "the page does not exist"),
    "a login": (
        page("<main><h1>Log in</h1><form><input name='u'><input type='password' name='p'><p>Log in with your account "
             "to see this page. You may reset your password here.</p></form></main>", title="Log in - Harbour Times"),
        "is a login page, not an article"),
    "a check for robots": (
        page("<main><h1>Just a moment...</h1><p>Checking your browser before accessing harbour-times.example. This may "
             "take a few seconds.</p></main>", title="Just a moment..."), "is a check for robots"),
    "an app without content": (
        "<!doctype html><html><head><title>Harbour Times</title></head><body><noscript>You need to enable JavaScript "
        "to run this app.</noscript><div id='root'></div><script src='/app.js'></script></body></html>",
        "without JavaScript"),
    "an empty page": ("<!doctype html><html><head><title>x</title></head><body></body></html>", "is empty"),
    "a list of teasers": (
        page(f"<main>{TEASERS}</main>", head="<meta property='og:type' content='website'>", title="News"),
        "a list of articles"),
    "a list of links": (
        page("<main><h1>Archive</h1><ul>" + "".join(
            f"<li><a href='/{n}'>{text}</a></li>" for n, text in enumerate(PARAGRAPHS * 2)) + "</ul></main>",
            title="Archive"), "a list of articles"),
    "a gallery without sentences": (
        page("<main><h1>Pictures</h1><figure><img src='a.jpg'><figcaption>The bridge</figcaption></figure></main>",
             title="Pictures"), "no article"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_other_pages_are_refused_with_a_reason_and_what_to_do(what: str) -> None:
    content, reason = REFUSED[what]
    refusal = refused(content)
    assert reason in refusal
    assert "; " in refusal


def test_the_front_page_of_a_site_is_a_list_whatever_it_shows() -> None:
    for url in (
        "https://harbour-times.example",
        "https://harbour-times.example/",
        "http://harbour-times.example/index.html",
    ):
        assert "a list of articles" in refused(page(article()), url)


ABOUT_PAYWALLS = (
    "Readers of the Harbour Times will soon meet a paywall. “Subscribe to continue reading is a sentence that nobody "
    "likes,” said its editor, Lena Ortiz, on Friday, “but we must live.”",
    "Two in three papers of the coast ask for money by now. The first to do so was the Selby Post, which lost half of "
    "its readers within a year and won them back by the next.",
)
ABOUT_COOKIES = (
    "The council wants to forbid cookies that follow readers from site to site. “We value your privacy is what they "
    "all say,” said Tomas Bell, who moved the motion.",
    "Sites would have to ask in one sentence, and a button to reject all would have to stand beside the other. The "
    "shops of the town say that they live from what cookies tell them.",
)
SHORT = "A tram derailed at the fish market on Friday evening, the police said. Nobody was hurt."
LOST = "Where lost pages go"

TRUE_ARTICLES = {
    "an ordinary one": (page(article(), head=json_ld()), PARAGRAPHS),
    "one about paywalls": (page(article(*ABOUT_PAYWALLS, heading="Times to charge")), ABOUT_PAYWALLS),
    "one about cookies": (page(article(*ABOUT_COOKIES, heading="Cookies under fire")), ABOUT_COOKIES),
    "one about cookies, under a banner": (
        page(f"<div id='cookie-banner' class='cookie-consent'>{paragraphs(*COOKIES)}{BUTTONS}</div>"
             + article(*ABOUT_COOKIES, heading="Cookies under fire")), ABOUT_COOKIES),
    "one about lost pages": (
        page(article(*PARAGRAPHS, heading=LOST), title=f"404: {LOST} - Harbour Times"), PARAGRAPHS),
    "a short one": (page(article(SHORT, heading="Tram derails"), head=json_ld(headline="Tram derails")), (SHORT,)),
    "a short one that declares nothing": (
        page(f"<div><h1>Tram derails</h1><p>{SHORT}</p></div>", title="Tram"), (SHORT,)),
    "one with a login in its head": (
        page("<form><input type='password'><button>Log in</button></form>" + article(SHORT, heading="Tram derails")),
        (SHORT,)),
    "a paid one that is shown whole": (
        page(article(*PARAGRAPHS), head=json_ld(isAccessibleForFree=False, wordCount=180)), PARAGRAPHS),
    "a free one that asks for subscribers": (
        page(article(*PARAGRAPHS, more=OFFER.format("Already a subscriber? Thank you", "Others may subscribe.")),
             head=json_ld(isAccessibleForFree=True)), PARAGRAPHS),
    "one with teasers below it": (
        page(article() + f"<section class='related'>{TEASERS}</section>", head=json_ld()), PARAGRAPHS),
    "one whose site calls every page a website": (
        page(article(), head="<meta property='og:type' content='website'>"), PARAGRAPHS),
    "one whose site calls every page a website, with teasers below it": (
        page(article() + f"<section class='related'>{TEASERS}</section>",
             head="<meta property='og:type' content='website'>"), PARAGRAPHS),
    "a paid one that is shown whole, over an offer of letters": (
        page(article(*PARAGRAPHS, more=OFFER.format("Morning letter", "Sign up to get the news of the day by mail.")),
             head=NOT_FREE), PARAGRAPHS),
    "a German one": (
        page(article("Die alte Hafenbrücke wird am Montag für sechs Wochen gesperrt, teilte die Stadt am Freitag mit.",
                     "„Wir haben Rost gefunden“, sagte die Ingenieurin Mara Lindqvist.", heading="Brücke zu"),
             title="Brücke zu", lang="de"),
        ("Die alte Hafenbrücke wird am Montag für sechs Wochen gesperrt, teilte die Stadt am Freitag mit.",
         "„Wir haben Rost gefunden“, sagte die Ingenieurin Mara Lindqvist.")),
    "a Chinese one": (
        page(article("港口大桥将于周一起关闭六周进行维修，市政府周五表示。", "“我们发现了锈迹，”工程师林女士说。",
                     heading="大桥关闭"), title="大桥关闭", lang="zh"),
        ("港口大桥将于周一起关闭六周进行维修，市政府周五表示。", "“我们发现了锈迹，”工程师林女士说。")),
}  # fmt: skip


@pytest.mark.parametrize("what", TRUE_ARTICLES)
def test_an_article_is_read_whole_whatever_it_is_about(what: str) -> None:
    content, printed = TRUE_ARTICLES[what]
    assert texts(content) == list(printed)
