"""What a digest, and the card of one of its stories, look like on Telegram."""
