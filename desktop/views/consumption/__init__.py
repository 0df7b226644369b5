"""What meters counted, as bars and as a table."""
