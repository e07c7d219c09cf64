"""What all kinds of intake share: file types, the sandbox, drafts, batches."""
