"""Articles in, cited answers out.  Knows nothing of SQL or Telegram."""
