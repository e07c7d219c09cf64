"""Cards: answers as Telegram shows them."""
