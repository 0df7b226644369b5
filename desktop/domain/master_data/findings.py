"""What is wrong or doubtful about a row of a file; sentences are made by the texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a row stays out (bad), or why a person should look at it (suspicious)."""

    # A line or a cell cannot be read.
    CSV = "csv"
    CELL_COUNT = "cell_count"
    CHARACTERS = "characters"
    EXCEL_ERROR = "excel_error"
    FORMULA = "formula"
    TOO_LONG = "too_long"
    NO_DATE = "no_date"
    NO_MOMENT = "no_moment"
    NO_NUMBER = "no_number"
    OUT_OF_RANGE = "out_of_range"
    NO_CHOICE = "no_choice"
    NO_IBAN = "no_iban"
    NO_BIC = "no_bic"
    NO_COUNTRY = "no_country"
    NO_REFERENCE = "no_reference"
    NO_CREDITOR_ID = "no_creditor_id"
    # The row as a whole does not fit.
    KEY_MISSING = "key_missing"
    NEEDED = "needed"
    CANNOT_BE_DELETED = "cannot_be_deleted"
    DOUBLED = "doubled"
    UNKNOWN_COMPANY = "unknown_company"
    OTHER_COMPANY = "other_company"
    UNKNOWN_PROPERTY = "unknown_property"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_CONTRACT = "unknown_contract"
    UNKNOWN_PARTY = "unknown_party"
    OTHER_CONTRACT = "other_contract"
    CODE_REFUSED = "code_refused"
    # Monthly values of meters.
    NO_MONTH = "no_month"
    NO_QUANTITY = "no_quantity"
    UNKNOWN_METER = "unknown_meter"
    NOT_REMOTE = "not_remote"
    FUTURE_MONTH = "future_month"
    # Nothing is wrong with the row, but somebody should look.
    END_HELD_BACK = "end_held_back"
    ABSENT_HELD_BACK = "absent_held_back"
    ABSENCE_UNSURE = "absence_unsure"
    """Some rows of the file could not be read, so nothing ends by being absent from it."""
    PARTY_HELD_BACK = "party_held_back"
    ENDS_BEFORE_START = "ends_before_start"
    START_MOVED = "start_moved"
    OTHER_UNIT = "other_unit"
    RENT_JUMPED = "rent_jumped"
    AREA_JUMPED = "area_jumped"
    HOUSE_MOVED = "house_moved"
    CAME_BACK = "came_back"
    """It had ended because a file did not have it; it goes on."""
    OTHER_PERSON = "other_person"
    """The party's number has a wholly different name; nothing was taken in."""
    SAID_OTHERWISE = "said_otherwise"
    """Another row of the file says something else of the same person; the first one counts."""
    NO_EMAIL = "no_email"
    CHANGE_IS_OPEN = "change_is_open"
    """A change of bank details is being worked on here."""
    NOT_SEPA = "not_sepa"
    NEWER_HERE = "newer_here"
    """A newer value was released here, and the ERP has not had time to bring it back."""
    MANDATE_REVIVED = "mandate_revived"
    CODE_DOUBTFUL = "code_doubtful"
    """A code that does not fit to what is known of the account; nothing was taken in."""


class Weight(StrEnum):
    """What a finding means for its row."""

    BAD = "bad"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One thing about one row.

    ``line`` is 0 where it is about something that is not in the file. ``column`` is the column's
    name in the default mapping. ``params`` never hold a value of a cell that may be private.
    """

    file: str
    line: int
    column: str
    reason: Reason
    weight: Weight
    params: Mapping[str, object] = field(default_factory=dict)


class CellProblem(Exception):  # noqa: N818 - it is what is said of a cell, not a failure
    """A cell does not say what its column needs."""

    def __init__(self, reason: Reason, **params: object) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.params = params
