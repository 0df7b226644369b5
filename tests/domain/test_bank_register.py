"""The register of banks says what schwifty's own does, whose objects it does not keep."""

import pytest
from schwifty import registry
from schwifty.bic import BIC
from schwifty.exceptions import SchwiftyException

from desktop.domain.bank_register import Bank, find_bank


def _by_schwifty(country: str, bank_code: str) -> Bank | None:
    entries = registry.get_banks_by_code(country, bank_code)
    if not entries:
        return None
    try:
        bic = str(BIC.from_bank_code(country, bank_code)) or None
    except SchwiftyException:
        bic = None
    main = max(entries, key=lambda entry: entry.primary)
    return Bank(main.name, bic, main.checksum_algo)


@pytest.mark.parametrize("country", ["AT", "DE", "DK", "FR", "IT", "PL", "XX"])
def test_every_bank_is_that_of_the_library(country: str) -> None:
    """Many entries for a code, none, codes that begin others, names of two lines."""
    codes = {bank.bank_code for bank in registry.get_banks_by_country(country) if bank.bank_code}
    for code in codes | {"", "1", "1005", "99999999"}:
        assert find_bank(country, code) == _by_schwifty(country, code), code
