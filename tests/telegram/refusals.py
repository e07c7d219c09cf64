"""What Telegram answers when it refuses, in Telegram's words.

`careless` marks the refusals a careful bot never meets, because it could have known before calling (an
empty text, an entity out of range): the stand lists those as violations.  The others come from a world
which changed (blocked, migrated, message gone, stale query, inexact quote, "not modified"): a bot must live
with them.
"""

from typing import Any

Json = dict[str, Any]


class RefusalError(Exception):
    """A call Telegram refuses."""

    def __init__(self, code: int, description: str, *, careless: bool = False, parameters: Json | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.careless = careless
        self.parameters = parameters

    def body(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters is not None:
            answer["parameters"] = self.parameters
        return answer


def bad(description: str) -> RefusalError:
    """Return a 400 which the bot could not have foreseen."""
    return RefusalError(400, f"Bad Request: {description}")


def careless(description: str) -> RefusalError:
    """Return a 400 which the bot could have foreseen, so a violation too."""
    return RefusalError(400, f"Bad Request: {description}", careless=True)


def forbidden(description: str) -> RefusalError:
    return RefusalError(403, f"Forbidden: {description}")


def conflict(description: str) -> RefusalError:
    return RefusalError(409, f"Conflict: {description}")


def too_many(seconds: int) -> RefusalError:
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})


def migrated(to_chat_id: int) -> RefusalError:
    return RefusalError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": to_chat_id},
    )
