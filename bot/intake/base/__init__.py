"""What every way in needs: file types, the sandbox, drafts, batches."""
