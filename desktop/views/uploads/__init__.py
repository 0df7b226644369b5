"""The area of documents in bulk: batches from their files to the accounts."""
