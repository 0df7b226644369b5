"""Who saw or changed an IBAN, a case, a contract: found by any of its rows, no IBAN in full."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.audit_trail import looking
from desktop.services.audit_trail.exporting import TrailFormat, export_trail
from desktop.services.audit_trail.groups import SEEN, AuditGroup, actions_of, group_of
from desktop.services.audit_trail.looking import TrailKey, TrailLine, TrailQuery, trail_page
from desktop.services.bank_changes.commands import RevealCurrentIban
from desktop.services.bank_changes.ibans import reveal_current_iban
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM
from tests.support.bank_cases import add_application, propose, release
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, OLD_IBAN, THIRD_IBAN, Household, add_household


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def case(context: ServiceContext, home: Household) -> Case:
    """A change of bank details that two people let pass; the second revealed the old IBAN too."""
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    reveal_current_iban(context, home.second_clerk, RevealCurrentIban(case_id))
    release(context, home.second_clerk, case_id)
    with context.database.read() as session:
        return session.get_one(Case, case_id)


def told(context: ServiceContext, home: Household, **query: object) -> list[TrailLine]:
    page = trail_page(context, home.auditor, TrailQuery(**query))  # type: ignore[arg-type]
    return list(page.lines)


def acts(lines: list[TrailLine]) -> set[tuple[str, str]]:
    return {(line.login, line.action) for line in lines}


def test_an_iban_tells_who_saw_and_who_changed_it(
    context: ServiceContext, home: Household, case: Case
) -> None:
    lines = told(context, home, about=" de02 1203 0000 0000 2020 51 ")
    found = acts(lines)
    assert {
        ("clerk1", "iban.viewed"),
        ("clerk1", "bank_change.proposed"),
        ("clerk2", "bank_change.released"),
        ("clerk2", "bank_details.created"),
    } <= found
    assert ("auditor", "audit.viewed") not in found
    assert [(line.at, line.id) for line in lines] == sorted(
        ((line.at, line.id) for line in lines), reverse=True
    )
    assert {line.reference for line in lines if line.entity in {"cases", "bank_changes"}} == {
        case.reference
    }
    assert NEW_IBAN not in repr(lines).replace(" ", "")


def test_the_old_iban_tells_who_revealed_it(
    context: ServiceContext, home: Household, case: Case
) -> None:
    assert ("clerk2", "iban.revealed") in acts(told(context, home, about=OLD_IBAN))
    with pytest.raises(UserError, match=r"audit\.unknown_iban") as caught:
        told(context, home, about=THIRD_IBAN)
    assert THIRD_IBAN not in repr(caught.value.params)


def test_a_case_tells_also_of_its_contracts_details_but_only_its_own_lines(
    context: ServiceContext, home: Household, case: Case
) -> None:
    other = add_application(context, home, received_at=case.received_at + timedelta(minutes=1))
    with context.database.read() as session:
        other_reference = session.get_one(Case, other).reference
    own = told(context, home, about=case.reference.lower())
    assert ("clerk2", "iban.revealed") in acts(own)
    foreign = told(context, home, about=other_reference)
    assert "case.created" in {line.action for line in foreign}
    assert "iban.revealed" not in {line.action for line in foreign}
    assert not {line.id for line in own} & {line.id for line in foreign}


def test_a_contract_tells_of_all_its_cases(
    context: ServiceContext, home: Household, case: Case
) -> None:
    lines = told(context, home, about=home.contract_number)
    assert {"case.created", "bank_change.released", "iban.revealed"} <= {
        line.action for line in lines
    }
    assert lines == told(context, home, about=home.portal_account)
    with pytest.raises(UserError, match=r"audit\.unknown_subject"):
        told(context, home, about="10.9999.9999")


def test_person_kind_and_days_narrow_it(
    context: ServiceContext, home: Household, case: Case, clock: FixedClock
) -> None:
    assert {line.login for line in told(context, home, login="clerk2")} == {"clerk2"}
    seen = {line.action for line in told(context, home, group=AuditGroup.SEEN)}
    assert seen
    assert seen <= {action.value for action in SEEN}
    day = date(2026, 11, 23)
    assert told(context, home, first=day, last=day, login="clerk2")
    assert not told(context, home, last=day - timedelta(days=1), login="clerk2")
    assert not told(context, home, first=day + timedelta(days=1), login="clerk2")
    with pytest.raises(UserError, match=r"report\.period"):
        TrailQuery(first=day, last=day - timedelta(days=1))


def test_pages_by_key_tell_each_line_once(
    context: ServiceContext, home: Household, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "PAGE", 3)
    for about in ("", case.reference):
        query = TrailQuery(about=about)
        after: TrailKey | None = None
        numbers: list[int] = []
        while True:
            page = trail_page(context, home.auditor, query, after)
            numbers += [line.id for line in page.lines]
            if not page.has_more:
                break
            after = page.lines[-1].key
        assert len(numbers) == len(set(numbers)) > 6
        monkeypatch.setattr(looking, "PAGE", 1000)
        once = trail_page(context, home.auditor, query).lines
        # The first round put a line of its own on the log after its first page.
        assert [line.id for line in once if line.action != "audit.viewed"] == [
            number for number in numbers if number in {line.id for line in once}
        ]
        monkeypatch.setattr(looking, "PAGE", 3)


def test_looking_stands_on_the_log_once_and_without_the_iban(
    context: ServiceContext, home: Household, case: Case, clock: FixedClock
) -> None:
    told(context, home, about=NEW_IBAN)
    told(context, home, about=NEW_IBAN)
    told(context, home, about=OLD_IBAN)
    clock.advance(looking.LOOKED_AGAIN_WITHIN + timedelta(seconds=1))
    told(context, home, about=NEW_IBAN)
    with context.database.read() as session:
        details = session.scalars(
            select(AuditEvent.details)
            .where(AuditEvent.action == AuditAction.AUDIT_VIEWED.value)
            .order_by(AuditEvent.id)
        ).all()
    assert details == [
        '{"iban":"DE02 •••• 2051"}',
        '{"iban":"DE89 •••• 3000"}',
        '{"iban":"DE02 •••• 2051"}',
    ]


def test_rights_and_reach(context: ServiceContext, home: Household, case: Case) -> None:
    with pytest.raises(UserError, match=r"access\.denied"):
        trail_page(context, home.clerk, TrailQuery())
    administrator = replace(home.clerk, role=Role.ADMINISTRATOR)
    assert trail_page(context, administrator, TrailQuery()).lines
    elsewhere = replace(home.auditor, company_ids=frozenset({home.company_id + 1}))
    with pytest.raises(UserError, match=r"access\.denied"):
        trail_page(context, elsewhere, TrailQuery(companies=frozenset({home.company_id})))
    for about in (NEW_IBAN, case.reference, home.contract_number):
        with pytest.raises(UserError, match=r"audit\.unknown"):
            trail_page(context, elsewhere, TrailQuery(about=about))
    # What belongs to no company is everybody's who may read the log at all.
    with context.database.write() as unit:
        entry = AuditEntry(AuditAction.SIGN_OUT, "staff", 1, None, {})
        record_all(unit, context, SYSTEM, [entry])
    lines = trail_page(context, elsewhere, TrailQuery()).lines
    assert "sign_in.ended" in {line.action for line in lines}
    assert {line.company for line in lines} == {""}


@pytest.mark.parametrize("file_format", TrailFormat)
def test_a_file_holds_every_line_in_words_and_stands_on_the_log(
    context: ServiceContext,
    home: Household,
    case: Case,
    file_format: TrailFormat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with context.database.write() as unit:
        change = unit.session.scalars(select(BankChange)).one()
        details = {"case": case.reference, "reason": "=1+1"}
        entry = AuditEntry(
            AuditAction.FINDING_ACKNOWLEDGED, "bank_changes", change.id, home.company_id, details
        )
        record_all(unit, context, SYSTEM, [entry])
    query = TrailQuery(about=NEW_IBAN)
    count = len(told(context, home, about=NEW_IBAN))
    file = export_trail(context, home.auditor, query, file_format, lambda line: f"={line.action}")
    assert file.lines == count
    text = file.content.decode("utf-8-sig")
    assert len(text.splitlines()) == count + (file_format is TrailFormat.CSV)
    assert NEW_IBAN not in text.replace(" ", "")
    if file_format is TrailFormat.JSONL:
        first = json.loads(text.splitlines()[0])
        assert first["details"] == details
        assert first["sentence"] == "=finding.acknowledged"
    else:
        assert "'=finding.acknowledged" in text
    (line,) = told(context, home, group=AuditGroup.OPERATION, login="auditor")[:1]
    assert line.action == "audit.exported"
    assert dict(line.details) == {
        "format": file_format.value,
        "iban": "DE02 •••• 2051",
        "lines": str(count),
    }
    monkeypatch.setattr("desktop.services.audit_trail.exporting.MOST", count - 1)
    with pytest.raises(UserError, match=r"audit\.too_many_lines"):
        export_trail(context, home.auditor, query, file_format, str)
    with pytest.raises(UserError, match=r"audit\.export_cancelled"):
        export_trail(context, home.auditor, query, file_format, str, is_cancelled=lambda: True)


def test_what_names_an_event_is_told_in_full_though_it_begins_like_an_iban(
    context: ServiceContext, home: Household
) -> None:
    event = "ba485f00-1234-4000-a021-13a8b92d9590"
    with context.database.write() as unit:
        entry = AuditEntry(AuditAction.FINDING_ACKNOWLEDGED, "cases", 1, None, {"event": event})
        record_all(unit, context, SYSTEM, [entry])
    (line, *_others) = told(context, home)
    assert dict(line.details) == {"event": event}


def test_every_act_has_one_group_and_every_group_acts() -> None:
    assert all(group_of(action) is not AuditGroup.SEEN for action in AuditAction)
    assert all(actions_of(group) for group in AuditGroup)
    assert group_of(AuditAction.IBAN_VIEWED) is AuditGroup.BANK
    assert group_of(AuditAction.TEAM_CHANGED) is AuditGroup.SETTINGS
