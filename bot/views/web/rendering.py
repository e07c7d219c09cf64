"""Write a view as HTML.  The only module that imports Jinja."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.languages.speaking import tr
from bot.views.web.models import CitationView, MessageView, PersonView, View

_TEMPLATES = {CitationView: "citation.html", PersonView: "person.html", MessageView: "message.html"}


@cache
def style() -> str:
    """Return the style sheet, which stands inside each page: a page is one request."""
    return files(__package__).joinpath("templates", "page.css").read_text("utf-8")


@cache
def style_hash() -> str:
    """Return what a content security policy calls the style sheet, so that it allows no other style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(__package__ or ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def html(view: View) -> str:
    """Return a page as HTML, in the language spoken."""
    template = _templates().get_template(_TEMPLATES[type(view)])
    # The style sheet is ours; everything else is escaped.
    return template.render(view=view, css=Markup(style()), languages_label=tr("Languages"))  # noqa: S704
