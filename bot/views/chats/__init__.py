"""What the bot says about chats: in groups, about channels, and about messages that it cannot read.  Pure."""
