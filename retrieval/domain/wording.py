"""Words for people that can be said in another language later."""

from __future__ import annotations

from collections.abc import Mapping


class Quantity(int):
    """A number of things in a message, written with separators between thousands."""

    def __str__(self) -> str:
        return f"{int(self):,}"


class Wording(str):
    """Words in English that remember their template, as "names an unknown host ({host})", and its values.

    Whoever shows them in another language translates the template (bot.languages.errors), so it is a literal, which
    `make messages` finds.  Without values, the template is the words.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Wording:
        return cls.written(template.format(**values) if values else template, template, values)

    @classmethod
    def written(cls, words: str, template: str, values: Mapping[str, object]) -> Wording:
        """Return words that were put together before, by a process that is not trusted with templates."""
        wording = super().__new__(cls, words)
        wording.template, wording.values = template, values
        return wording
