"""Files on Telegram's side: kept by id, fetched by path."""

from dataclasses import dataclass

from tests.telegram.chats import stable
from tests.telegram.records import Upload
from tests.telegram.refusals import Json, bad, careless

GET_BYTES = 20 * 1024 * 1024
SEND_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file with the ids Telegram gave it."""

    id: str
    unique_id: str
    path: str
    upload: Upload

    def document(self) -> Json:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_name": self.upload.name,
            "mime_type": self.upload.mime_type,
            "file_size": len(self.upload.content),
        }


class Files:
    """Every file that ever came up."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._fetchable: dict[str, Stored] = {}

    def keep(self, upload: Upload) -> Stored:
        number = len(self._by_id)
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        mark = stable(f"{number} {upload.name}")
        stored = Stored(
            f"BQACAgIAAxkBAAM{number}{mark:08x}",
            f"AgAD{mark:08x}",
            f"documents/file_{number}.{suffix}",
            upload,
        )
        self._by_id[stored.id] = stored
        return stored

    def find(self, file_id: str) -> Stored:
        found = self._by_id.get(file_id)
        if found is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return found

    def get(self, file_id: str) -> Json:
        """getFile: from now on the path can be fetched."""
        stored = self.find(file_id)
        size = len(stored.upload.content)
        if size > GET_BYTES:
            raise careless("file is too big")
        self._fetchable[stored.path] = stored
        return {
            "file_id": stored.id,
            "file_unique_id": stored.unique_id,
            "file_size": size,
            "file_path": stored.path,
        }

    def fetch(self, path: str) -> Upload | None:
        """Return what lies at a path; None where getFile never pointed."""
        stored = self._fetchable.get(path)
        return None if stored is None else stored.upload
