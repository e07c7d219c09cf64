"""What editors do: add and change articles, follow feeds, settle the outbox."""
