"""What all JSON lines share."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from retrieval.domain.article import Span

Offsets = Annotated[tuple[int, int], Field(description="Start and end, in Unicode code points; the end is exclusive.")]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class JsonLine(BaseModel):
    """A JSON object.  Keys that were not set are left out; a key set to None is null."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def as_data(self) -> dict[str, Any]:
        """Return the object as plain lists, dicts, strings and numbers."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def as_line(self) -> str:
        """Return the object as one line of JSON, with its line end."""
        return json.dumps(self.as_data(), ensure_ascii=False) + "\n"


def offsets(span: Span) -> Offsets:
    return span.start, span.end


def moment(at: datetime) -> Moment:
    """Return an ISO 8601 time with its offset from UTC."""
    return at.isoformat()


def moment_or_none(at: datetime | None) -> Moment | None:
    return None if at is None else at.isoformat()
