"""An import never overwrites what was released here and has not come back from the ERP."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import EchoState, MasterDataKind
from desktop.domain.erp_echo import EchoVerdict
from desktop.models.bank import ErpRow
from desktop.models.case import Note
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import (
    NOTHING_AWAITED,
    EchoAnswer,
    FromErp,
    load_awaited,
)
from desktop.services.erp_echo.noting import note_echoes
from desktop.services.hand_over.runs import export_run
from desktop.services.staff.access import SYSTEM
from tests.services.exchange_support import MadeCase, erp_rows, release_row
from tests.support.factories import (
    NEW_IBAN,
    OLD_IBAN,
    THIRD_IBAN,
    Household,
    add_household,
)

HOLDER = "Aylin Musterbach"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _from_erp(home: Household, kind: MasterDataKind, **values: str) -> FromErp:
    return FromErp(
        kind=kind,
        company_id=home.company_id,
        contract_number=home.contract_number,
        values={key: value for key, value in values.items() if key != "reference"},
        reference=values.get("reference", ""),
    )


def _asked(context: ServiceContext, row: FromErp) -> EchoAnswer:
    with context.database.read() as session:
        return load_awaited(session).ask(row)


def _account(home: Household, iban: str, holder: str = HOLDER) -> FromErp:
    return _from_erp(home, MasterDataKind.BANK_DETAILS, iban=iban, account_holder=holder)


def _taken_in(context: ServiceContext, row: FromErp) -> EchoAnswer:
    answer = _asked(context, row)
    with context.database.write() as unit:
        note_echoes(unit, context, SYSTEM, answer.notes)
    return answer


def _row(context: ServiceContext) -> ErpRow:
    (row,) = erp_rows(context)
    return row


def _notes(context: ServiceContext, made: MadeCase) -> list[str]:
    with context.database.read() as session:
        return list(session.scalars(select(Note.text).where(Note.case_id == made.case_id)))


def _released(context: ServiceContext, home: Household) -> MadeCase:
    made = release_row(context, home)
    export_run(context, SYSTEM)
    return made


def test_without_anything_released_imports_are_free(
    context: ServiceContext, home: Household
) -> None:
    assert _asked(context, _account(home, THIRD_IBAN)) == NOTHING_AWAITED


def test_before_the_hand_over_an_import_changes_nothing(
    context: ServiceContext, home: Household
) -> None:
    release_row(context, home, undo=timedelta(minutes=1))
    for iban in (OLD_IBAN, NEW_IBAN, THIRD_IBAN):
        answer = _taken_in(context, _account(home, iban))
        assert answer.kept == {"iban", "account_holder"}
        assert answer.notes == ()
    assert _row(context).echo is EchoState.WAITING


def test_a_released_account_waits_and_is_confirmed(
    context: ServiceContext, home: Household
) -> None:
    made = _released(context, home)
    assert _taken_in(context, _account(home, OLD_IBAN)).kept == {"iban", "account_holder"}
    assert _row(context).echo is EchoState.WAITING
    answer = _taken_in(context, _account(home, f" {NEW_IBAN[:4]} {NEW_IBAN[4:]}"))
    assert [note.verdict for note in answer.notes] == [EchoVerdict.CONFIRMED]
    row = _row(context)
    assert (row.echo, row.echo_at) == (EchoState.CONFIRMED, context.clock.now())
    assert _asked(context, _account(home, THIRD_IBAN)) == NOTHING_AWAITED
    assert _notes(context, made) == []


def test_another_account_is_told_and_not_taken(context: ServiceContext, home: Household) -> None:
    made = _released(context, home)
    for _ in range(2):
        answer = _taken_in(context, _account(home, THIRD_IBAN))
        assert answer.suspicious
        assert answer.kept == {"iban", "account_holder"}
    row = _row(context)
    assert row.echo is EchoState.CONTRADICTED
    assert THIRD_IBAN not in row.echo_note
    assert len(_notes(context, made)) == 1
    _taken_in(context, _account(home, NEW_IBAN))
    assert _row(context).echo is EchoState.CONFIRMED


def test_mandate_and_payment_method_are_kept_and_decide_nothing(
    context: ServiceContext, home: Household
) -> None:
    _released(context, home)
    old = _from_erp(
        home, MasterDataKind.MANDATES, reference="THOR-004417-01", status="active", signed_on="x"
    )
    assert _asked(context, old) == EchoAnswer(frozenset({"status"}))
    new = _from_erp(
        home, MasterDataKind.MANDATES, reference="thor-004417-02", creditor_id="DE98ZZZ09999999999"
    )
    assert _asked(context, new) == EchoAnswer(frozenset({"creditor_id"}))
    payment = _from_erp(home, MasterDataKind.TENANCIES, payment_method="transfer", ends_on="")
    assert _asked(context, payment) == EchoAnswer(frozenset({"payment_method"}))


@pytest.mark.parametrize(
    ("kind", "values", "state"),
    [
        (MasterDataKind.MANDATES, {"reference": "M-1", "status": "active"}, EchoState.WAITING),
        (MasterDataKind.MANDATES, {"reference": "M-1", "status": "revoked"}, EchoState.CONFIRMED),
        (MasterDataKind.TENANCIES, {"payment_method": "transfer"}, EchoState.WAITING),
    ],
)
def test_a_revocation_comes_back_with_its_mandate(
    context: ServiceContext,
    home: Household,
    kind: MasterDataKind,
    values: dict[str, str],
    state: EchoState,
) -> None:
    _released(context, home)
    with context.database.write() as unit:
        _becomes_revocation(unit, reference="M-1")
    _taken_in(context, _from_erp(home, kind, **values))
    assert _row(context).echo is state


def test_a_revocation_without_mandate_comes_back_with_the_contract(
    context: ServiceContext, home: Household
) -> None:
    _released(context, home)
    with context.database.write() as unit:
        _becomes_revocation(unit, reference="")
    assert not _asked(context, _account(home, THIRD_IBAN)).kept
    _taken_in(context, _from_erp(home, MasterDataKind.TENANCIES, payment_method="direct_debit"))
    assert _row(context).echo is EchoState.WAITING
    _taken_in(context, _from_erp(home, MasterDataKind.TENANCIES, payment_method="transfer"))
    assert _row(context).echo is EchoState.CONFIRMED


def _becomes_revocation(unit: UnitOfWork, *, reference: str) -> None:
    row = unit.session.scalars(select(ErpRow)).one()
    row.kind, row.iban, row.account_holder = "revocation", "", ""
    row.mandate_reference = reference
