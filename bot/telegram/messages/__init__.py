"""Read and write Telegram messages: text with entities, rate limits, documents, what an /add asks for."""
