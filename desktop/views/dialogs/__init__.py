"""Dialogs that ask for one thing a command needs."""
