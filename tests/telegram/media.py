"""What people send besides texts and documents, as Telegram hands it to a bot."""

from collections.abc import Callable

from tests.telegram.files import Files
from tests.telegram.records import Upload
from tests.telegram.refusals import Json

GIF = "animation.mp4"


def content(files: Files, kind: str) -> Json:
    """Return the part of a message that carries something of that kind."""
    return KINDS[kind](files)


def _file(files: Files, name: str, mime_type: str) -> Json:
    stored = files.keep(Upload(name, name.encode(), mime_type)).document()
    return {key: stored[key] for key in ("file_id", "file_unique_id", "file_size")}


def _photo(files: Files) -> Json:
    return {"photo": [_file(files, "photo.jpg", "image/jpeg") | {"width": 90, "height": 60}]}


def _video(files: Files) -> Json:
    frame = {"width": 640, "height": 360, "duration": 5, "mime_type": "video/mp4"}
    return {"video": _file(files, "video.mp4", "video/mp4") | frame}


def _animation(files: Files) -> Json:
    """Return a GIF, which Telegram also describes as a document, for old bots."""
    file = _file(files, GIF, "video/mp4")
    named = {"file_name": GIF, "mime_type": "video/mp4"}
    return {"animation": file | named | {"width": 320, "height": 240, "duration": 2}, "document": file | named}


def _voice(files: Files) -> Json:
    return {"voice": _file(files, "voice.ogg", "audio/ogg") | {"duration": 3, "mime_type": "audio/ogg"}}


def _audio(files: Files) -> Json:
    return {"audio": _file(files, "song.mp3", "audio/mpeg") | {"duration": 180, "mime_type": "audio/mpeg"}}


def _video_note(files: Files) -> Json:
    return {"video_note": _file(files, "round.mp4", "video/mp4") | {"length": 240, "duration": 4}}


def _sticker(files: Files) -> Json:
    kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
    return {"sticker": _file(files, "sticker.webp", "image/webp") | kind}


def _poll(_files: Files) -> Json:
    options = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(("Yes", "No"))]
    poll = {
        "id": "6000000000000000001", "question": "Lunch?", "options": options, "total_voter_count": 0,
        "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False,
    }  # fmt: skip
    return {"poll": poll}


KINDS: dict[str, Callable[[Files], Json]] = {
    "photo": _photo,
    "video": _video,
    "animation": _animation,
    "voice": _voice,
    "audio": _audio,
    "video_note": _video_note,
    "sticker": _sticker,
    "poll": _poll,
    "location": lambda _: {"location": {"latitude": 44.8, "longitude": 20.46}},
    "contact": lambda _: {"contact": {"phone_number": "+38160000000", "first_name": "Ben"}},
    "dice": lambda _: {"dice": {"emoji": "🎲", "value": 4}},
}
