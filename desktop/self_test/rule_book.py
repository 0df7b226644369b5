"""Checks of the rule book where it needs libraries and data: accounts, holidays, time zones."""

import zoneinfo
from datetime import UTC, date, datetime

from desktop.domain.bank_change import ContactKind
from desktop.domain.bank_register import register_version
from desktop.domain.contact_data import check_contact
from desktop.domain.iban import NationalCheck, check_iban
from desktop.domain.workdays import FederalState, public_holidays
from desktop.self_test.check import CheckFailedError, Place, demand, expect
from desktop.texts.self_test import accepted_text

METHODS = 44
"""So many methods of German account numbers the library for IBANs has."""
WRONG_ACCOUNT = "DE34200505501234567890"
"""A well-formed IBAN whose account number fails its bank's method: the library has to refuse it."""
BY_THE_LIBRARY = "DE16100700000001234567"
"""A wrong account too, of a bank whose method only the library has: it is loaded for it."""
VERDICTS = {
    WRONG_ACCOUNT: NationalCheck.FAILED,
    "DE58200505500001234574": NationalCheck.PASSED,
    "DE21100700000001234574": NationalCheck.PASSED,
    BY_THE_LIBRARY: NationalCheck.FAILED,
    "DE65600501010001234569": NationalCheck.PASSED,
    "DE22600501010001234567": NationalCheck.FAILED,
    "DE38370400440001234574": NationalCheck.PASSED,
    "DE33370400440001234567": NationalCheck.FAILED,
    "FR1420041010050500013M02606": NationalCheck.NOT_APPLICABLE,
}
"""By methods of our own (00, 13) and of the library (63, 01): right and wrong account numbers."""
NUMBERS = {
    "+49 (0)40 555-0100": "040 5550100",
    "0043 1 5550100": "+43 1 5550100",
    "+31 20 555 0100": "+31 20 555 0100",
}
"""Telephone numbers of three countries, as they are given and as they are kept."""
HOLIDAYS = {
    FederalState.BADEN_WUERTTEMBERG: 12,
    FederalState.BAYERN: 12,
    FederalState.BERLIN: 10,
    FederalState.BRANDENBURG: 12,
    FederalState.BREMEN: 10,
    FederalState.HAMBURG: 10,
    FederalState.HESSEN: 10,
    FederalState.MECKLENBURG_VORPOMMERN: 11,
    FederalState.NIEDERSACHSEN: 10,
    FederalState.NORDRHEIN_WESTFALEN: 11,
    FederalState.RHEINLAND_PFALZ: 11,
    FederalState.SAARLAND: 12,
    FederalState.SACHSEN: 11,
    FederalState.SACHSEN_ANHALT: 11,
    FederalState.SCHLESWIG_HOLSTEIN: 10,
    FederalState.THUERINGEN: 11,
}
"""Public holidays of 2027 that hold in the whole state, Sundays among them."""
YEAR = 2027


def check_account_methods(_place: Place) -> str:
    """The library really checks German account numbers; without its methods it accepts any."""
    from schwifty import IBAN, checksum
    from schwifty.exceptions import SchwiftyException

    check_iban(BY_THE_LIBRARY)
    methods = sum(name.startswith("DE:") for name in checksum.algorithms)
    if methods < METHODS:
        expect("DE", methods, METHODS)
    try:
        IBAN(WRONG_ACCOUNT, validate_bban=True)
    except SchwiftyException:
        return str(methods)
    raise CheckFailedError(accepted_text())


def check_accounts(_place: Place) -> str:
    """Our own verdicts and the register of banks."""
    for number, (iban, verdict) in enumerate(VERDICTS.items(), start=1):
        expect(f"IBAN {number}", check_iban(iban).national_check.value, verdict.value)
    known = check_iban("DE38370400440001234574")
    expect("BIC", known.bic, "COBADEFFXXX")
    demand("schwifty", register_version())
    return register_version()


def check_contact_data(_place: Place) -> str:
    """The library of telephone numbers knows the countries, that of addresses their form."""
    for given, kept in NUMBERS.items():
        checked = check_contact(ContactKind.TELEPHONE, {"phone": given})
        expect("phone", (checked.values["phone"], checked.problem), (kept, None))
    checked = check_contact(ContactKind.EMAIL, {"email": "Post@EXAMPLE.org"})
    expect("email", (checked.values["email"], checked.problem), ("Post@example.org", None))
    return str(len(NUMBERS))


def check_holidays(_place: Place) -> str:
    """Holidays of all sixteen states."""
    for state, number in HOLIDAYS.items():
        found = public_holidays(state, YEAR)
        expect(state.value, len(found), number)
        expect(state.value, found.get(date(YEAR, 10, 3)), "Tag der Deutschen Einheit")
    expect("DE", len(HOLIDAYS), len(FederalState))
    return str(sum(HOLIDAYS.values()))


def check_time_zones(_place: Place) -> str:
    """Berlin's time is known from the data that come along, whatever the system has."""
    paths = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=())
    try:
        berlin = zoneinfo.ZoneInfo.no_cache("Europe/Berlin")
    finally:
        zoneinfo.reset_tzpath(to=paths)
    for month, hours in ((1, 1), (7, 2)):
        offset = datetime(YEAR, month, 15, 12, tzinfo=UTC).astimezone(berlin).utcoffset()
        expect("Europe/Berlin", offset is not None and offset.total_seconds() / 3600, hours)
    return "Europe/Berlin"
