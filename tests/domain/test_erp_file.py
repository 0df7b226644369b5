"""The bytes that the ERP reads."""

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.erp_file import COLUMNS, ErpLine, render

LINE = ErpLine(
    run=17,
    row=1,
    company="thor",
    contract_number="10.4417.0302",
    account_holder="Aylin Musterbach",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    mandate_reference="THOR-004417-02",
    creditor_id="DE98ZZZ09999999999",
    signed_on=date(2026, 11, 18),
    kind="new_account",
    valid_from=date(2026, 12, 1),
    case_reference="V-2026-110418",
)


def _with_holder(holder: str) -> ErpLine:
    values = {column: getattr(LINE, column) for column in COLUMNS}
    return ErpLine(**{**values, "account_holder": holder})


def test_the_documented_file() -> None:
    assert render([LINE]).decode() == (
        "run;row;company;contract_number;account_holder;iban;bic;mandate_reference;creditor_id;"
        "signed_on;kind;valid_from;case_reference\n"
        "17;1;thor;10.4417.0302;Aylin Musterbach;DE02120300000000202051;BYLADEM1001;"
        "THOR-004417-02;DE98ZZZ09999999999;2026-11-18;new_account;2026-12-01;V-2026-110418\n"
    )


def test_no_lines_are_a_header() -> None:
    assert render(()).decode() == ";".join(COLUMNS) + "\n"


def test_values_are_not_altered() -> None:
    text = render([_with_holder('=Müller; "Söhne" & Co')]).decode()
    assert ';"=Müller; ""Söhne"" & Co";' in text


# NUL is refused by Python's reader; the database does not take it either.
@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        max_size=4,
    )
)
def test_a_csv_reader_gets_back_what_was_written(holders: list[str]) -> None:
    content = render([_with_holder(holder) for holder in holders]).decode()
    rows = list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))
    assert [row["account_holder"] for row in rows] == holders
