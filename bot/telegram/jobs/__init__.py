"""Long work that an editor starts on Telegram: run it, show its progress, recover from a crash."""
