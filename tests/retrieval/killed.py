"""Kill a process in the middle of its work."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path


def killed_while_saving(program: str, folder: Path, seconds: float) -> None:
    """Run `program` on `folder`, and kill it `seconds` after it prints its first line."""
    with subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE) as saving:
        assert saving.stdout is not None
        saving.stdout.readline()
        time.sleep(seconds)
        saving.send_signal(signal.SIGKILL)
