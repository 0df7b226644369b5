"""What "⋯" offers for every case beside what its category does."""

from __future__ import annotations

from desktop.views.action_spec import ActionId

MENU = (
    ActionId.ASSIGN,
    ActionId.UNASSIGN,
    ActionId.PRIORITY,
    ActionId.CATEGORY,
    ActionId.TAGS,
    ActionId.LINK,
    ActionId.UNLINK,
    ActionId.SPLIT,
    ActionId.MERGE,
    ActionId.UNMERGE,
)
ACTING = (*MENU, ActionId.ACCEPT_PRIORITY, ActionId.DISMISS_PRIORITY)
"""These too, where something is suggested: its message has their buttons."""
