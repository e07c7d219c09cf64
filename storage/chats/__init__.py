"""What belongs to chats: conversations, feedback, subscriptions, editors, jobs, attachments."""
