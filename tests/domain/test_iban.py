"""IBANs: forgiving input, an independent oracle, and what must always hold."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from schwifty import IBAN, registry
from stdnum import iban as oracle
from stdnum.exceptions import ValidationError

from desktop.domain.bank_register import country_format, find_bank
from desktop.domain.findings import FindingCode
from desktop.domain.iban import (
    NationalCheck,
    check_iban,
    group_iban,
    mask_iban,
    normalise_iban,
)
from desktop.domain.sepa import EEA_COUNTRIES, EU_COUNTRIES, SEPA_COUNTRIES, is_eea, is_sepa

GERMAN = "DE89370400440532013000"
VALID = (
    GERMAN,
    "DE02120300000000202051",
    "AT611904300234573201",
    "NL91ABNA0417164300",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "CH9300762011623852957",
    "TR330006100519786457841326",
)
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e"


@pytest.mark.parametrize(
    "text",
    [
        "DE89 3704 0044 0532 0130 00",
        "de89370400440532013000",
        "IBAN DE89 3704 0044 0532 0130 00",
        "IBAN: DE89-3704-0044-0532-0130-00",
        "iban:de89.3704.0044.0532.0130.00",
        "\tDE89\u00a03704\u202f0044\u30000532\u20090130 00\r\n",
        "DE89\u20113704\u20100044\u20130532-0130-00",
        f"D{ZERO_WIDTH}E89370400440532013000{ZERO_WIDTH}",
        "IBANIBAN:DE89370400440532013000",
    ],
)
def test_input_is_forgiving(text: str) -> None:
    assert normalise_iban(text) == GERMAN
    assert check_iban(text).valid


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", FindingCode.IBAN_MISSING),
        (" \t\u200b", FindingCode.IBAN_MISSING),
        ("IBAN:", FindingCode.IBAN_MISSING),
        ("DE8937040044053201300", FindingCode.IBAN_FORMAT),
        ("DE893704004405320130000", FindingCode.IBAN_FORMAT),
        ("DE8937040044053201300A", FindingCode.IBAN_FORMAT),
        ("DEX9370400440532013000", FindingCode.IBAN_FORMAT),
        ("12345678", FindingCode.IBAN_FORMAT),
        ("D", FindingCode.IBAN_FORMAT),
        ("DE89_3704", FindingCode.IBAN_FORMAT),
        ("DE8937040044053201300ı", FindingCode.IBAN_FORMAT),
        ("DE8937040044053201300\u0660", FindingCode.IBAN_FORMAT),
        ("ＤＥ89370400440532013000", FindingCode.IBAN_FORMAT),
        ("XX89370400440532013000", FindingCode.IBAN_COUNTRY),
        ("US64SVBKUS6S3300958879", FindingCode.IBAN_COUNTRY),
        ("DE88370400440532013000", FindingCode.IBAN_CHECK_DIGITS),
        ("\ud800", FindingCode.IBAN_FORMAT),
    ],
)
def test_what_is_wrong_with_an_iban(text: str, problem: FindingCode) -> None:
    check = check_iban(text)
    assert check.problem is problem
    assert not check.valid
    assert (check.bank_name, check.bic, check.sepa, check.eea) == (None, None, False, False)


@pytest.mark.parametrize("letters", ["ıBAN", "ſ", "ﬁ"])
def test_only_ascii_letters_become_capitals(letters: str) -> None:
    assert letters in normalise_iban(f"DE{letters}")


def test_check_digits_00_01_99_are_never_valid() -> None:
    # Each of the aliases satisfies the division by 97 just as the right digits do.
    for number in range(400):
        account = f"37040044{number:010d}"
        right = int(str(IBAN.from_bban("DE", account))[2:4])
        for alias in (right - 97, right + 97):
            if 0 <= alias <= 99:
                check = check_iban(f"DE{alias:02d}{account}")
                assert check.problem is FindingCode.IBAN_CHECK_DIGITS


def test_a_german_iban_names_its_bank() -> None:
    check = check_iban(GERMAN)
    assert (check.country, check.sepa, check.eea) == ("DE", True, True)
    assert check.bank_name == "Commerzbank"
    assert check.bic == "COBADEFFXXX"
    assert check.bank_code == "37040044"
    assert check.national_check is NationalCheck.PASSED
    assert check.register


@pytest.mark.parametrize(
    ("iban", "expected"),
    [
        ("DE34200505501234567890", NationalCheck.FAILED),
        (GERMAN, NationalCheck.PASSED),
        (str(IBAN.from_bban("DE", "999999991234567890")), NationalCheck.NOT_VERIFIABLE),
        ("DE89", NationalCheck.NOT_VERIFIABLE),
        ("AT611904300234573201", NationalCheck.NOT_APPLICABLE),
        ("", NationalCheck.NOT_APPLICABLE),
        ("XX12", NationalCheck.NOT_APPLICABLE),
    ],
)
def test_the_national_check_has_three_values(iban: str, expected: NationalCheck) -> None:
    assert check_iban(iban).national_check is expected


def test_a_method_without_check_digit_is_never_shown_as_passed() -> None:
    bank_code = next(
        bank.bank_code
        for bank in registry.get_banks_by_country("DE")
        if bank.checksum_algo == "09" and bank.primary
    )
    check = check_iban(str(IBAN.from_bban("DE", f"{bank_code}1234567890")))
    assert check.valid
    assert check.bank_name
    assert check.national_check is NationalCheck.NOT_VERIFIABLE


def test_masked_and_grouped() -> None:
    assert mask_iban("DE89 3704 0044 0532 0130 00") == "DE89 •••• 3000"
    assert mask_iban("DE89") == "••••"
    assert group_iban(GERMAN) == "DE89 3704 0044 0532 0130 00"


def test_the_sepa_countries_are_those_of_the_rule_book() -> None:
    table = (
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO "
        "CH MC SM AD VA GB GI AL ME MK MD RS"
    )
    assert set(table.split()) == SEPA_COUNTRIES
    assert len(EU_COUNTRIES) == 27
    assert sorted(EEA_COUNTRIES - EU_COUNTRIES) == ["IS", "LI", "NO"]
    outside = "TR SA AE UA XK NC PF WF TF"
    assert not any(is_sepa(country) for country in outside.split())
    assert is_eea("NO")
    assert not is_eea("CH")


def test_every_sepa_country_has_ibans() -> None:
    assert all(country_format(country) for country in SEPA_COUNTRIES)


def judged_valid_by_oracle(text: str) -> bool:
    try:
        oracle.validate(text, check_country=False)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("iban", VALID)
def test_the_oracle_agrees_on_valid_ones(iban: str) -> None:
    assert check_iban(iban).valid
    assert judged_valid_by_oracle(iban)


LETTERS_AND_DIGITS = string.ascii_uppercase + string.digits


@given(st.sampled_from(VALID), st.data())
def test_the_oracle_agrees_on_damaged_ones(iban: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(2, len(iban) - 1))
    letter = data.draw(st.sampled_from(LETTERS_AND_DIGITS))
    damaged = iban[:place] + letter + iban[place + 1 :]
    # The aliases 00, 01 and 99 are valid for the oracle, never for us.
    assume(damaged[2:4] not in ("00", "01", "99"))
    assert check_iban(damaged).valid is judged_valid_by_oracle(damaged)


@given(st.integers(0, 10**10 - 1), st.sampled_from(["37040044", "20050550", "12030000"]))
def test_the_oracle_agrees_on_german_accounts(account: int, bank_code: str) -> None:
    iban = str(IBAN.from_bban("DE", f"{bank_code}{account:010d}"))
    assert check_iban(iban).valid
    assert judged_valid_by_oracle(iban)


@given(
    st.integers(0, 10**10 - 1),
    st.integers(10_000_000, 99_999_999),
    st.integers(2, 21),
    st.integers(1, 9),
)
def test_any_single_wrong_digit_of_a_german_iban_is_caught(
    account: int, bank_code: int, place: int, shift: int
) -> None:
    iban = str(IBAN.from_bban("DE", f"{bank_code}{account:010d}"))
    wrong = str((int(iban[place]) + shift) % 10)
    assert check_iban(iban).valid
    assert not check_iban(iban[:place] + wrong + iban[place + 1 :]).valid


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_iban(text)
    assert normalise_iban(once) == once


@given(
    st.text(alphabet=st.sampled_from("IBANiban: .-\u200bDE89\u0131"))
    | st.text(alphabet=st.characters(categories=["Cs", "Cf", "Zs", "Lu", "Nd"]))
)
def test_no_text_raises(text: str) -> None:
    once = normalise_iban(text)
    assert normalise_iban(once) == once
    check = check_iban(text)
    assert check.normalised == once
    assert check.valid is (check.problem is None)
    mask_iban(text)
    group_iban(text)


def test_the_register_never_raises() -> None:
    assert find_bank("DE", "") is None
    assert find_bank("ZZ", "123") is None
    assert country_format("ZZ") is None
