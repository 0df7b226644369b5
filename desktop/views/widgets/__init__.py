"""Reused pieces of the interface; none of them knows about cases or services."""
