"""Everything that goes out to Telegram: when it may go, what became of it, and what is sent from the outbox."""
