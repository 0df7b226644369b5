"""The door of the room: tenant accounts found, read, noted on."""

from desktop.services.accounts.acts import add_note, reveal_iban
from desktop.services.accounts.finding import (
    accounts_by_id,
    accounts_to_release,
    find_accounts,
)
from desktop.services.accounts.history import account_history
from desktop.services.accounts.note_drafts import save_note_draft
from desktop.services.accounts.reading import account_page

__all__ = [
    "account_history",
    "account_page",
    "accounts_by_id",
    "accounts_to_release",
    "add_note",
    "find_accounts",
    "reveal_iban",
    "save_note_draft",
]
