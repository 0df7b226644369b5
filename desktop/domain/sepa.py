"""Which countries take part in SEPA. Own table: those of libraries are wrong for some.

As of November 2026, EPC list of countries (EPC409-09). SEPA takes part by country; whether a
single bank can be reached by direct debit is another question.
"""

from datetime import date

AS_OF = date(2026, 11, 1)
"""Day up to which this table was compared with the published list."""

_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_REST_OF_SEPA = "CH MC SM AD VA GB GI AL ME MK MD RS"
EU_COUNTRIES = frozenset(_EU.split())
EEA_COUNTRIES = EU_COUNTRIES | {"IS", "LI", "NO"}
SEPA_COUNTRIES = EEA_COUNTRIES | frozenset(_REST_OF_SEPA.split())


def is_sepa(country: str) -> bool:
    """Tell whether accounts of ``country`` (ISO 3166, capital letters) take part in SEPA."""
    return country in SEPA_COUNTRIES


def is_eea(country: str) -> bool:
    """Tell whether ``country`` is in the European Economic Area.

    Accounts there may never be refused (Art. 9(2) Regulation (EU) 260/2012), and transfers to and
    from there need no address of the payer (Art. 5 Regulation (EU) 2023/1113).
    """
    return country in EEA_COUNTRIES
