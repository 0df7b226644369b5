"""Closed vocabularies of tenant accounts: consents, changes of contact data, imports."""

from enum import StrEnum


class ConsentKind(StrEnum):
    """What a tenant agrees to when registering; only electronic delivery can be withdrawn."""

    TERMS = "terms"
    PRIVACY = "privacy"
    ELECTRONIC_DELIVERY = "electronic_delivery"

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether it is a consent; the others are acknowledgements of a text."""
        return self is ConsentKind.ELECTRONIC_DELIVERY


class AddressChoice(StrEnum):
    """Where a letter with a code goes."""

    POSTAL = "postal"
    """The party's own postal address."""
    UNIT = "unit"
    """The let unit; not where the contract has ended, because others live there now."""


class LockReason(StrEnum):
    """Why an account is locked or closed here: the portal is told this, no person's note."""

    SUSPICION = "suspicion"
    TENANT_ASKED = "tenant_asked"
    TENANCY_ENDED = "tenancy_ended"
    CLOSED = "closed"
    OTHER = "other"


class AccountStep(StrEnum):
    """What happened to a portal account, as its time line tells it."""

    REGISTERED = "registered"
    ACTIVATED = "activated"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    CLOSED = "closed"
    DOUBTED = "doubted"
    """It was registered with a code that does not count: until a person unlocks it after having
    looked, nobody is told of the contract."""
    LETTER_RETURNED = "letter_returned"
    """The post brought a letter with a code back."""


class CodeOrigin(StrEnum):
    """Where a registration code comes from."""

    LETTER = "letter"
    """Made here when its letter was rendered."""
    IMPORTED = "imported"
    """Taken over from an older portal."""


class ContactSource(StrEnum):
    """Who said that contact data are others now."""

    PORTAL = "portal"
    """The tenant, in the portal (``contact.changed``)."""
    CASE = "case"
    """A person decided a case."""
    ERP = "erp"
    """An import of master data."""


class ContactState(StrEnum):
    """What became of a change of contact data."""

    APPLIED = "applied"
    REFUSED = "refused"
    """It is no address or number; nothing was changed, a person looks."""
    UNDONE = "undone"


class EchoState(StrEnum):
    """Where a value released here stands on its way through the ERP (*wartet auf ERP*)."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    """An import brought it back."""
    CONTRADICTED = "contradicted"
    """An import brought another value after the hand-over."""
    REPLACED = "replaced"
    """Something newer was released here, so nothing is awaited any more."""


class ErpContents(StrEnum):
    """What the rows of one hand-over to the ERP are."""

    BANK_CHANGES = "bank_changes"
    CONTACT_CHANGES = "contact_changes"


class MasterDataKind(StrEnum):
    """The kinds of master data, in the order in which files are taken in."""

    PROPERTIES = "properties"
    UNITS = "units"
    TENANCIES = "tenancies"
    PARTIES = "parties"
    BANK_DETAILS = "bank_details"
    MANDATES = "mandates"
    METERS = "meters"
    CONTACTS = "contacts"
    CODES = "codes"


class ImportState(StrEnum):
    """How far an import of master data has come."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Broken off by a person or by the end of the program; what is in stays in."""
    TAKEN_BACK = "taken_back"


class ImportAct(StrEnum):
    """What an import did to one row of the database."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"


class MeterKind(StrEnum):
    """What a meter counts."""

    HEAT = "heat"
    HOT_WATER = "hot_water"
    COLD_WATER = "cold_water"
