"""Letters that wait to be printed, print batches, and what became of them."""
