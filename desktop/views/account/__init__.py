"""The area of tenant accounts: found by what a caller says, shown as a whole."""
