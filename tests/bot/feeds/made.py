"""Make feeds of invented articles, as servers send them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

PUBLISHED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
BEGINNING = "The harbour bridge will close on Monday, the city said."


def text_of(name: str) -> str:
    """Return an article of three paragraphs that differs from those of other names."""
    return (
        f"{BEGINNING} It is the {name} bridge that is meant, and no other.\n\n"
        f'"We found rust in the {name} pier where nobody had looked," said chief engineer Mara Lindqvist of {name}.\n\n'
        f"Ferries will run from {name} until the repairs end in spring, and buses from the old market of {name}."
    )


@dataclass(frozen=True)
class Item:
    """An entry of a feed, which has its whole text if `content` is given, else only a summary."""

    name: str
    link: str | None = None
    content: str | None = None
    summary: str | None = BEGINNING
    published: datetime | None = PUBLISHED
    guid: str | None = None

    @property
    def html(self) -> str | None:
        if self.content is None:
            return None
        return "".join(f"<p>{escape(part)}</p>" for part in self.content.split("\n\n"))


def whole(name: str, link: str | None = None) -> Item:
    return Item(name, link or f"/{name}", text_of(name))


def rss(items: list[Item], title: str = "Harbour Times", ttl: int | None = None) -> bytes:
    entries = "".join(_rss_item(item) for item in items)
    hint = f"<ttl>{ttl}</ttl>" if ttl else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>/</link>{hint}{entries}</channel></rss>"
    ).encode()


def _rss_item(item: Item) -> str:
    parts = [f"<title>On the {item.name} bridge</title>"]
    parts += [f"<link>{escape(item.link)}</link>"] if item.link else []
    parts += [f'<guid isPermaLink="false">{item.guid or item.name}</guid>']
    parts += [f"<pubDate>{format_datetime(item.published)}</pubDate>"] if item.published else []
    parts += [f"<description>{escape(item.summary)}</description>"] if item.summary else []
    parts += [f"<content:encoded>{escape(item.html)}</content:encoded>"] if item.html else []
    return f"<item>{''.join(parts)}</item>"


def atom(items: list[Item], title: str = "Harbour Times") -> bytes:
    entries = "".join(
        f'<entry><id>urn:{item.name}</id><title>On the {item.name} bridge</title><link href="{item.link}"/>'
        f"<author><name>Nora Fisk</name></author><updated>{PUBLISHED.isoformat()}</updated>"
        f'<content type="html">{escape(item.html or "")}</content></entry>'
        for item in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title>{entries}</feed>'.encode()


def json_feed(items: list[Item], title: str = "Harbour Times") -> bytes:
    entries = [
        {
            "id": item.name, "url": item.link, "title": f"On the {item.name} bridge", "content_html": item.html,
            "date_published": PUBLISHED.isoformat(), "authors": [{"name": "Nora Fisk"}],
        }
        for item in items
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": entries}).encode()


def page(name: str, head: str = "") -> bytes:
    """Return a page with the article of this name."""
    body = "".join(f"<p>{escape(part)}</p>" for part in text_of(name).split("\n\n"))
    return (
        f"<!doctype html><html lang=en><head><title>On the {name} bridge</title>{head}</head><body><main><article>"
        f"<h1>On the {name} bridge</h1>{body}</article></main></body></html>"
    ).encode()


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 6, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now
