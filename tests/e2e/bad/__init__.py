"""Bad input and bad disks, as a user meets them: one clear sentence says what to do, and nothing stored changes."""
