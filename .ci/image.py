"""Check, inside the image and as its user, that the bot answers and that the image has not grown."""

import os
import subprocess
import sys

MAX_MEGABYTES = 480

assert os.getuid(), "it runs as root"
subprocess.run(["onrecord", "doctor", "--help"], check=True, stdout=subprocess.DEVNULL)
subprocess.run(["onrecord", "run"], input="what did Hill say?\n", text=True, check=True)

device = os.lstat("/opt").st_dev
size = 0
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.lstat(f"{folder}/{name}").st_dev == device]
    size += sum(os.lstat(f"{folder}/{name}").st_size for name in files)
print(f"{size / 1e6:.0f} MB of files", file=sys.stderr)
assert size < MAX_MEGABYTES * 1e6, f"the image has grown beyond {MAX_MEGABYTES} MB"
