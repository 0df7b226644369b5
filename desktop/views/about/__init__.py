"""Which program this is, and what it is made of."""
