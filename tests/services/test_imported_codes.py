"""Codes from an older portal keep working, and are recognised as they were printed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop.domain.accounts import CodeOrigin, MasterDataKind
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.kinds import PortalAccountState
from desktop.domain.typed_code import bare_symbols
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.master_data.view import ImportCounts
from desktop.services.registration.imported import (
    ImportedCode,
    ImportedHash,
    ImportedResult,
    ImportVerdict,
    hash_imported,
    import_code,
    take_code_back,
)
from desktop.services.registration.recognising import MOST_TRIES, recogniser
from desktop.services.staff.access import SYSTEM
from tests.support.codes import Newcomer, add_newcomers, code, codes, issue, told
from tests.support.factories import Household, add_household
from tests.support.master_data import Erp

OLD = "TOLD-0OX1-kl2"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def marga(context: ServiceContext, home: Household) -> Newcomer:
    return add_newcomers(context, home, "Marga")[0]


def _imported(
    context: ServiceContext,
    who: Newcomer,
    stored: ImportedHash,
    *,
    issued_on: date = date(2026, 10, 1),
    state: CodeState = CodeState.POSTED,
    expires_on: date | None = None,
) -> ImportedResult:
    with context.database.write() as unit:
        return import_code(
            unit,
            context,
            SYSTEM,
            ImportedCode(
                company_id=1,
                tenancy_id=who.tenancy_id,
                tenant_id=who.tenant_id,
                issued_on=issued_on,
                state=state,
                expires_on=expires_on,
                stored=stored,
            ),
        )


def test_a_clear_code_is_kept_with_its_shape_and_told_to_the_portal(
    context: ServiceContext, marga: Newcomer
) -> None:
    made = _imported(context, marga, hash_imported(context, clear=OLD))
    assert made.verdict is ImportVerdict.ADDED
    [row] = codes(context)
    assert (row.origin, row.state, row.shape, row.last_two) == (
        CodeOrigin.IMPORTED,
        CodeState.POSTED,
        "XXXX-XXXX-xxX",
        "L2",
    )
    assert (row.surname, row.expires_on) == ("Beispielsen", None)
    assert context.codes.verify(row.hash or "", bare_symbols(OLD))
    [(kind, data)] = told(context)
    assert (kind, data["code_id"], data["surname"]) == (
        "registration_code.issued",
        row.public_id,
        "Beispielsen",
    )
    again = _imported(context, marga, hash_imported(context, clear=OLD))
    assert again == ImportedResult(ImportVerdict.UNCHANGED, row.id)
    ended = _imported(context, marga, hash_imported(context, clear=OLD), state=CodeState.REVOKED)
    assert ended.verdict is ImportVerdict.CHANGED
    assert code(context, row.id).state is CodeState.REVOKED


def test_a_hash_is_taken_over_as_it_is(context: ServiceContext, marga: Newcomer) -> None:
    phc = context.codes.hash("ABC0")
    made = _imported(context, marga, hash_imported(context, phc=phc))
    again = _imported(context, marga, hash_imported(context, phc=phc))
    assert (made.verdict, again.verdict) == (ImportVerdict.ADDED, ImportVerdict.UNCHANGED)
    assert code(context, made.code_id or 0).hash == phc


@pytest.mark.parametrize(
    ("clear", "phc"),
    [("", None), ("!!", None), ("ab", None), ("x" * 200, None), (None, "plain"), (None, "$x")],
)
def test_what_is_no_code_is_refused_without_being_told(
    context: ServiceContext, clear: str | None, phc: str | None
) -> None:
    with pytest.raises(ValueError, match=r"no code|no PHC string") as refused:
        hash_imported(context, clear=clear, phc=phc)
    assert str(refused.value) in ("no code", "no PHC string")


def test_a_dry_run_makes_no_key_and_knows_what_is_here(
    context: ServiceContext, marga: Newcomer, tmp_path: Path
) -> None:
    erp = Erp(context, tmp_path)
    of_marga = {"contract_number": marga.contract_number, "party_number": 1}
    rows = [
        {**of_marga, "issued_on": "01.10.2026", "code": OLD},
        {**of_marga, "issued_on": "02.10.2026", "code": "no"},
        {
            **of_marga,
            "issued_on": "03.09.2026",
            "code_hash": context.codes.hash("OLDCODE0"),
            "state": "revoked",
        },
    ]
    before = sorted(tmp_path.iterdir())
    path = erp.file(MasterDataKind.CODES, *rows)
    report = erp.take(path, dry_run=True)
    assert report.counts == ImportCounts(added=2, bad=1)
    assert sorted(tmp_path.iterdir()) == sorted([*before, path])
    assert codes(context) == []
    assert erp.take(path).counts.bad == 1
    assert (tmp_path / "codes.key").exists()
    assert erp.take(path, dry_run=True).counts.added == 0


def test_imported_codes_count_as_codes(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    older = _imported(context, marga, hash_imported(context, clear="OLD-0001"))
    stored = hash_imported(context, clear="OLD-0002")
    newer = _imported(context, marga, stored, issued_on=date(2026, 10, 20))
    assert newer.verdict is ImportVerdict.ADDED
    assert code(context, older.code_id or 0).end_reason is RevocationReason.NEWER_LETTER
    stored = hash_imported(context, clear="OLD-0003")
    stale = _imported(context, marga, stored, issued_on=date(2025, 1, 1))
    assert stale == ImportedResult(ImportVerdict.SUSPICIOUS)
    issue(context, home.clerk, marga)
    assert [row.state for row in codes(context)] == [
        CodeState.REVOKED,
        CodeState.REVOKED,
        CodeState.ISSUED,
    ]


def test_a_code_whose_last_day_is_over_goes_in_as_expired(
    context: ServiceContext, marga: Newcomer
) -> None:
    stored = hash_imported(context, clear="OLD-0001")
    _imported(context, marga, stored, expires_on=date(2026, 11, 22))
    assert [row.state for row in codes(context)] == [CodeState.EXPIRED]
    assert told(context) == []


def test_another_accounts_code_is_suspicious(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    [jonte] = add_newcomers(context, home, "Jonte", number=2)
    _imported(context, marga, hash_imported(context, clear=OLD))
    found = _imported(context, jonte, hash_imported(context, clear=OLD))
    assert found.verdict is ImportVerdict.SUSPICIOUS
    stranger = Newcomer(marga.tenancy_id, jonte.tenant_id, "")
    found = _imported(context, stranger, hash_imported(context, clear="OLD-0002"))
    assert found.verdict is ImportVerdict.SUSPICIOUS


def test_an_import_that_is_taken_back_ends_its_code(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    made = _imported(context, marga, hash_imported(context, clear=OLD))
    with context.database.write() as unit:
        assert take_code_back(unit, context, home.clerk, made.code_id or 0)
    assert [row.state for row in codes(context)] == [CodeState.REVOKED]
    with context.database.write() as unit:
        unit.session.execute(update(RegistrationCode).values(state=CodeState.REDEEMED))
        assert not take_code_back(unit, context, home.clerk, made.code_id or 0)
        assert not take_code_back(unit, context, home.clerk, 999)


class _CountingKeeper:
    """Counts the expensive part."""

    def __init__(self, context: ServiceContext) -> None:
        self.inner = context.codes
        self.tries = 0

    def hash(self, symbols: str) -> str:
        return self.inner.hash(symbols)

    def verify(self, stored: str, symbols: str) -> bool:
        self.tries += 1
        return self.inner.verify(stored, symbols)

    def lookup(self, symbols: str) -> str:
        return self.inner.lookup(symbols)

    def known_lookup(self, symbols: str) -> str | None:
        return self.inner.known_lookup(symbols)


def test_a_typed_code_is_recognised_at_a_price_that_is_capped(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    phc = context.codes.hash("OLDCODE0")
    imported = _imported(context, marga, hash_imported(context, phc=phc))
    ours = issue(context, home.clerk, marga)
    keeper = _CountingKeeper(context)
    counting = replace(context, codes=keeper)
    ids = [row.id for row in codes(context)]
    with context.database.read() as session:
        recognise = recogniser(session, counting, ids)
        assert recognise(ours.clear.symbols) == ours.code_id
        assert keeper.tries == 0
        assert recognise("OLDCODE0") == imported.code_id
        for number in range(50):
            assert recognise(f"NOTACODE{number}") is None
        assert keeper.tries == MOST_TRIES
        assert recogniser(session, counting, [])("ABCD") is None
    # Another workplace's key: what was really typed is tried, once.
    with context.database.write() as unit:
        unit.session.execute(
            update(RegistrationCode)
            .where(RegistrationCode.id == ours.code_id)
            .values(lookup="0" * 64)
        )
    with context.database.read() as session:
        assert recogniser(session, counting, [ours.code_id])(ours.clear.symbols) == ours.code_id


@pytest.mark.parametrize("state", [PortalAccountState.ACTIVATED, PortalAccountState.LOCKED])
def test_a_file_brings_no_code_for_an_account_that_takes_none(
    context: ServiceContext, marga: Newcomer, state: PortalAccountState
) -> None:
    _imported(context, marga, hash_imported(context, clear=OLD), state=CodeState.REVOKED)
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount)
            .where(PortalAccount.tenancy_id == marga.tenancy_id)
            .values(state=state)
        )
    stored = hash_imported(context, clear="OLD-0002")
    assert _imported(context, marga, stored) == ImportedResult(ImportVerdict.SUSPICIOUS)
    used = _imported(context, marga, stored, state=CodeState.REDEEMED)
    assert used.verdict is ImportVerdict.ADDED
    assert told(context) == []


def test_a_code_of_a_day_to_come_ends_no_printed_letter(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    issue(context, home.clerk, marga)
    stored = hash_imported(context, clear=OLD)
    found = _imported(context, marga, stored, issued_on=date(2026, 11, 24))
    assert found == ImportedResult(ImportVerdict.SUSPICIOUS)
    assert [row.state for row in codes(context)] == [CodeState.ISSUED]
