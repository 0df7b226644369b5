"""Forms of categories: typed inputs, the card of a case, its editor and its check list."""
