"""The product: the bot on Telegram, in the terminal and on the command line, built on retrieval and storage."""
