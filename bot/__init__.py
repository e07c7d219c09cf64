"""The product: Telegram, the terminal and the command line over retrieval and storage."""
