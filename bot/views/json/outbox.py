"""Parked deliveries as `onrecord outbox --json` prints them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.views.json.base import JsonLine, Moment, moment
from bot.views.outbox import subject_of
from storage.ports.outbox import Delivery, Parked


class ParkedLine(JsonLine):
    """A delivery that may have arrived."""

    n: int
    chat: int
    about: str
    articles: list[str]
    arrived: int = Field(description="Messages of it that certainly arrived.")
    parked: Moment
    why: str | None

    @classmethod
    def of(cls, parked: Parked) -> ParkedLine:
        delivery = parked.delivery
        return cls(
            n=delivery.id,
            chat=delivery.chat_id,
            about=subject_of(delivery),
            articles=delivery.content["articles"],
            arrived=delivery.arrived,
            parked=moment(parked.at),
            why=parked.why,
        )


class DecidedLine(JsonLine):
    """What was decided about a parked delivery."""

    n: int
    chat: int
    about: str
    outcome: Literal["resend", "dropped"]

    @classmethod
    def of(cls, delivery: Delivery, outcome: Literal["resend", "dropped"]) -> DecidedLine:
        return cls(n=delivery.id, chat=delivery.chat_id, about=subject_of(delivery), outcome=outcome)


class UndecidedLine(JsonLine):
    """A number of which nothing is parked."""

    n: int
    error: str
