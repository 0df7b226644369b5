"""What somebody does with forms of the library."""

from dataclasses import dataclass

from desktop.services.documents.contents import TakenIn


@dataclass(frozen=True, slots=True, kw_only=True)
class AddForm:
    """A new form of a company with its first version, which is not published yet."""

    company_id: int
    title: str
    content: TakenIn
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddVersion:
    """The next version of a form, not published yet; ``seen`` is the row's version as seen."""

    form_id: int
    seen: int
    content: TakenIn
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishForm:
    """Let tenants fetch the newest version of a form, instead of the one before."""

    form_id: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawForm:
    """Take a form away from tenants; ``reason`` is for the record, the portal is not told it."""

    form_id: int
    seen: int
    reason: str
