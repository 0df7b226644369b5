"""What one line of bank details asks for: types are checked here, contents by the rule book."""

import math
from datetime import date, datetime
from functools import lru_cache

import msgspec

from desktop.commands.bank_detail_lines import Record
from desktop.domain.bank_change import ApplicationField, BankChangeApplication
from desktop.domain.berlin_time import berlin_day, in_range
from desktop.domain.blank_text import is_blank
from desktop.domain.holder import Address, Party
from desktop.domain.mandate import MandateData
from desktop.domain.workdays import FederalState
from desktop.texts import tr

_MANDATE_FIELDS = {
    "reference": ApplicationField.MANDATE_REFERENCE,
    "creditor_id": ApplicationField.MANDATE_CREDITOR_ID,
    "signed_on": ApplicationField.MANDATE_SIGNED_ON,
}
_LONGEST_DATE = len("2026-W47-5")
_MANDATE_KEYS = frozenset({*_MANDATE_FIELDS, "last_collection_on", "revoked_on"})


class UnreadableRequestError(Exception):
    """A line whose values have not the expected form; carries one German sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__("unreadable")
        self.sentence = sentence


class Request(msgspec.Struct, frozen=True):
    """One line, ready to be checked; ``state`` is None where neither line nor option has one."""

    identifier: object
    application: BankChangeApplication
    parties: tuple[Party, ...]
    state: FederalState | None


def read_request(record: Record, default_state: FederalState | None) -> Request:
    """Read one record; raises ``UnreadableRequestError`` where a value has another type.

    A key that is absent is not checked. One that is there and empty is missing, except those that
    an application may lack: receipt, federal state, tenants, last collection, revocation.
    """
    given: set[ApplicationField] = set()
    iban = _given_text(record, "iban", ApplicationField.IBAN, given)
    holder = _given_text(record, "account_holder", ApplicationField.ACCOUNT_HOLDER, given)
    return Request(
        identifier=readable_identifier(record),
        application=BankChangeApplication(
            received=_received(record),
            iban=iban,
            account_holder=holder,
            holder_address=_address(record, given),
            mandate=_mandate(record, given),
            given=frozenset(given),
        ),
        parties=_parties(record),
        state=_state(record) or default_state,
    )


def readable_identifier(record: Record) -> object:
    """Return the id as it was given; raises where it is a list, an object or no finite number."""
    value = record.get("id")
    finite = not isinstance(value, float) or math.isfinite(value)
    if finite and (value is None or isinstance(value, str | int | float)):
        return value
    raise UnreadableRequestError(_wrong_form("id"))


def _wrong_form(field: str) -> str:
    return tr("Das Feld „{field}“ hat nicht die erwartete Form.", field=field)


def _text(values: Record, key: str, field: str) -> str | None:
    value = values.get(key)
    if value is None or isinstance(value, str):
        return value
    raise UnreadableRequestError(_wrong_form(field))


def _given_text(
    record: Record, key: str, field: ApplicationField, given: set[ApplicationField]
) -> str | None:
    if key not in record:
        return None
    given.add(field)
    return _text(record, key, key)


def _parties(record: Record) -> tuple[Party, ...]:
    tenants = record.get("tenants")
    if tenants is None or tenants == "":
        return ()
    if not isinstance(tenants, list) or not all(isinstance(name, str) for name in tenants):
        raise UnreadableRequestError(_wrong_form("tenants"))
    return tuple(Party(name) for name in tenants if not is_blank(name))


def _group(record: Record, key: str) -> Record | None:
    value = record[key]
    if value is None or value == "":
        return None
    if isinstance(value, dict):
        return value
    raise UnreadableRequestError(_wrong_form(key))


def _address(record: Record, given: set[ApplicationField]) -> Address | None:
    if "holder_address" not in record:
        return None
    given.add(ApplicationField.HOLDER_ADDRESS)
    group = _group(record, "holder_address")
    if group is None:
        return None
    return Address(
        street=_text(group, "street", "holder_address.street"),
        house_number=_text(group, "house_number", "holder_address.house_number"),
        postcode=_text(group, "postcode", "holder_address.postcode"),
        town=_text(group, "town", "holder_address.town"),
        country=_text(group, "country", "holder_address.country"),
    )


def _mandate(record: Record, given: set[ApplicationField]) -> MandateData | None:
    if "mandate" not in record:
        return None
    given.add(ApplicationField.MANDATE)
    group = _group(record, "mandate")
    if group is None or _MANDATE_KEYS.isdisjoint(group):
        return None
    given.update(field for key, field in _MANDATE_FIELDS.items() if key in group)
    return MandateData(
        reference=_text(group, "reference", "mandate.reference"),
        creditor_id=_text(group, "creditor_id", "mandate.creditor_id"),
        signed_on=_day(group, "signed_on", "mandate.signed_on"),
        last_collection_on=_day(group, "last_collection_on", "mandate.last_collection_on"),
        revoked_on=_day(group, "revoked_on", "mandate.revoked_on"),
    )


def _state(record: Record) -> FederalState | None:
    text = _text(record, "federal_state", "federal_state")
    if text is None or is_blank(text):
        return None
    state = find_state(text)
    if state is None:
        raise UnreadableRequestError(tr("Das Bundesland im Feld „federal_state“ gibt es nicht."))
    return state


@lru_cache(maxsize=64)
def find_state(text: str) -> FederalState | None:
    """Return the federal state of two letters in either case, None where there is none."""
    try:
        return FederalState(text.strip().upper())
    except ValueError:
        return None


def _received(record: Record) -> date | None:
    """Return the Berlin date of the receipt; nothing that is told about a line needs the hour."""
    text = _text(record, "received_at", "received_at")
    if text is None or is_blank(text):
        return None
    day = read_day(text)
    if day is None or not in_range(day):
        raise UnreadableRequestError(_no_day("received_at"))
    return day


def _day(group: Record, key: str, field: str) -> date | None:
    text = _text(group, key, field)
    if text is None or is_blank(text):
        return None
    day = read_day(text)
    if day is None:
        raise UnreadableRequestError(_no_day(field))
    return day


def _no_day(field: str) -> str:
    return tr("Das Feld „{field}“ enthält kein Datum, mit dem sich rechnen lässt.", field=field)


@lru_cache(maxsize=8192)
def read_day(text: str) -> date | None:
    """Return the Berlin date of an ISO date or instant, None where the text is neither."""
    wanted = text.strip().upper()
    try:
        if len(wanted) > _LONGEST_DATE:
            return berlin_day(datetime.fromisoformat(wanted))
        return date.fromisoformat(wanted)
    except (ValueError, OverflowError):
        # Also an instant at the very end of the calendar, which has no date in Berlin.
        return None
