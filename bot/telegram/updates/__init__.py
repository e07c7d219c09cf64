"""What comes in from Telegram: receive it, write it down, let chats take turns, and handle it once."""
