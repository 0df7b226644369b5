"""What somebody does with a tenant account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AddAccountNote:
    """Write an internal note at a contract."""

    tenancy_id: int
    text: str


@dataclass(frozen=True, slots=True)
class RevealAccountIban:
    """See one version of the bank details of a contract in full."""

    tenancy_id: int
    bank_details_id: int
