"""Inbox: the list of cases and what surrounds it."""
