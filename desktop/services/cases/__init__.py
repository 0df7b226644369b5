"""Cases of any category: read, act, undo."""
