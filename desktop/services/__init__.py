"""Use cases: one function is one intention and one transaction.

Every function checks the permission first and takes what it needs from the outside world through
ports. It returns frozen dataclasses; no mapped object leaves this room.
"""
