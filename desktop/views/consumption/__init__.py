"""What meters counted, as bars and as a table; values that come in, are decided, published."""
