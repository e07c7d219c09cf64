"""Keep the secret that signs links to pages: from the settings, or a file of the data folder that is made once."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from bot.settings import Settings
from bot.views.sharing.page_links import PageLinks
from retrieval.domain.errors import StorageUnwritable
from retrieval.index import private_files

KEY_FILE = "pages.key"
_KEY_BYTES = 32


def page_links(settings: Settings) -> PageLinks | None:
    """Return what makes and reads links to pages; None if there are no pages.  Raise StorageUnwritable."""
    if settings.public_url is None:
        return None
    if settings.pages_public:
        return PageLinks(settings.public_url, None, None)
    given = settings.pages_key
    key = _kept_key(settings.data) if given is None else given.get_secret_value().encode()
    return PageLinks(settings.public_url, key, settings.pages_days)


def _kept_key(folder: Path) -> bytes:
    """Return the key of a data folder, and make one if it has none."""
    path = folder / KEY_FILE
    try:
        private_files.make_folder(folder)
        with os.fdopen(private_files.open_file(path), "r+", encoding="ascii") as file:
            # Another process may be making it: two that start at once have one key.
            fcntl.flock(file, fcntl.LOCK_EX)
            key = file.read().strip()
            if not key:
                key = secrets.token_hex(_KEY_BYTES)
                file.write(f"{key}\n")
                file.flush()
                os.fsync(file.fileno())
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not a key"
        raise StorageUnwritable(f"{path} cannot be used ({why}); check its permissions, or remove it") from error
    if len(key) != 2 * _KEY_BYTES:
        raise StorageUnwritable(f"{path} is damaged; remove it, and a new key is made: older links will not open")
    return key.encode()
