"""The bell and the list under it."""
