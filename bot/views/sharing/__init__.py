"""What is shown of statements outside a conversation: in any chat, and behind links to them."""
