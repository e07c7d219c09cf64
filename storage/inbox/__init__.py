"""What comes in from Telegram, and the bot that it is for."""
