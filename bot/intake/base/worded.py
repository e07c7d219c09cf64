"""Hand the reason for a refusal from the process that reads documents to the one that shows it."""

from __future__ import annotations

from typing import Any

from retrieval.domain.wording import Quantity, Wording


def as_json(reason: Wording) -> dict[str, Any]:
    """Return an object for JSON; a value in a reason is a quantity, a reason itself, or words."""
    values = {
        name: as_json(value) if isinstance(value, Wording) else value if isinstance(value, Quantity) else str(value)
        for name, value in reason.values.items()
    }
    return {"refused": str(reason), "template": reason.template, "values": values}


def from_json(result: dict[str, Any]) -> Wording:
    """Return the reason in an object of `as_json`; one that is not well-formed is only its words."""
    words, template, values = str(result["refused"]), result.get("template"), result.get("values")
    if not isinstance(template, str) or not isinstance(values, dict):
        return Wording(words)
    return Wording.written(words, template, {str(name): _value(value) for name, value in values.items()})


def _value(value: object) -> object:
    match value:
        case dict() if "refused" in value:
            return from_json(value)
        case int():
            return Quantity(value)
    return str(value)
