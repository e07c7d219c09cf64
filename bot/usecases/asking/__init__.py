"""What readers do, on Telegram and in the terminal alike."""
