"""What somebody does with a tenant account."""

from dataclasses import dataclass

from desktop.services.cases.draft_commands import UNSEEN, DraftSeen


@dataclass(frozen=True, slots=True)
class AddAccountNote:
    """Write an internal note at a contract; ``draft`` is what it was until now."""

    tenancy_id: int
    text: str
    draft: DraftSeen = UNSEEN


@dataclass(frozen=True, slots=True)
class SaveNoteDraft:
    """Keep what a person is writing at a contract; replaces the former draft of this window."""

    tenancy_id: int
    text: str
    draft: DraftSeen


@dataclass(frozen=True, slots=True)
class RevealAccountIban:
    """See one version of the bank details of a contract in full."""

    tenancy_id: int
    bank_details_id: int
