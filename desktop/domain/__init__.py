"""The rule book: pure functions and value types, without clock, database, files or interface."""
