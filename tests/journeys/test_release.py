"""A bank change on its way to the release: two people, one computer, real keys and clicks."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.findings import FindingCode
from desktop.domain.kinds import DeliveryState, VersionState
from desktop.models.bank import BankDetails, Mandate
from desktop.services.audit import AuditAction
from desktop.services.hand_over.use_cases import export_run
from tests.support.bank_cases import FULL_ADDRESS, change_of
from tests.support.factories import NEW_IBAN
from tests.support.office import PASSWORD, Office, bank_fields
from tests.support.program import RunningProgram

pytestmark = pytest.mark.both_databases

UNDO_SECONDS = 10
MAIN = "Zur Freigabe"


def acknowledge(program: RunningProgram, title: str = "Lauf gefährdet") -> None:
    """Click the button of a warning and give a reason."""
    program.click(program.button(f"Bestätigen: {title}"))
    program.type("Heute noch freigeben, Rücksprache geführt")
    program.click(program.button("Bestätigen"))


def propose(program: RunningProgram) -> None:
    """Decide on the one warning and hand the change on to a second person."""
    acknowledge(program)
    program.click(program.pane.action_bar.main)


def holder_address(**changes: Any) -> dict[str, Any]:
    """The address of somebody who is no tenant."""
    parts = {
        "street": FULL_ADDRESS.street,
        "house_number": FULL_ADDRESS.house_number,
        "postcode": FULL_ADDRESS.postcode,
        "town": FULL_ADDRESS.town,
        "country": FULL_ADDRESS.country,
    }
    return {**parts, **changes}


def test_two_people_release_a_bank_change_on_one_computer(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert program.pane.case_id == case.id
    propose(program)
    assert office.case(case.id).state is CaseState.PROPOSED
    office.later(UNDO_SECONDS + 1)

    program.switch_user("clerk2", PASSWORD)
    program.open_view("Freigaben")
    assert program.pane.case_id == case.id
    assert program.pane.action_bar.main.text() == "Freigeben"
    program.click(program.pane.action_bar.main)

    assert not office.case(case.id).is_open
    assert change_of(office.context, case.id).state is BankChangeState.RELEASED
    # Nothing has left while the release can still be taken back.
    assert office.kinds_delivered() == ["request.received.v1", "case.status_changed.v1"]
    office.later(UNDO_SECONDS)
    assert office.kinds_delivered() == [
        "request.received.v1",
        "case.status_changed.v1",
        "message.sent.v1",
        "bank_details.changed.v1",
        "case.status_changed.v1",
    ]
    assert NEW_IBAN not in str(office.delivered())
    (row,) = csv.DictReader(
        io.StringIO(export_run(office.context, office.home.clerk).content.decode()), delimiter=";"
    )
    assert (row["iban"], row["valid_from"], row["kind"]) == (NEW_IBAN, "2026-12-01", "new_account")
    assert row["case_reference"] == case.reference
    with office.context.database.read() as session:
        states = {
            details.iban: details.state for details in session.scalars(select(BankDetails)).all()
        }
        assert states[NEW_IBAN] is not VersionState.SUPERSEDED
        assert len(session.scalars(select(Mandate)).all()) == 2
    assert office.audited(AuditAction.BANK_CHANGE_PROPOSED) == ["clerk1"]
    assert office.audited(AuditAction.BANK_CHANGE_RELEASED) == ["clerk2"]
    assert office.audited(AuditAction.SIGN_OUT) == ["clerk1"]


def test_nobody_releases_what_they_proposed_themselves(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    propose(program)
    program.open_view("Freigaben")
    main = program.pane.action_bar.main
    assert main.text() == "Freigeben"
    assert not main.isEnabled()
    reason = "eigene Änderung, andere Person nötig"
    assert program.pane.action_bar.reason.text() == reason
    assert main.accessibleDescription() == reason
    program.press("Ctrl+Return")
    assert office.case(case.id).state is CaseState.PROPOSED
    assert office.audited(AuditAction.BANK_CHANGE_RELEASED) == []


def test_an_open_blocker_lets_nobody_propose(office: Office) -> None:
    case = office.arrives(fields=bank_fields(iban="DE02 1203 0000 0000 2020 52"))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    main = program.pane.action_bar.main
    assert not main.isEnabled()
    assert program.pane.action_bar.reason.text() == "1 Fehler offen"
    program.press("Ctrl+Return")
    assert office.case(case.id).state is CaseState.NEW
    assert office.audited(AuditAction.BANK_CHANGE_PROPOSED) == []


def test_a_blocker_that_came_after_the_proposal_lets_nobody_release(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    propose(program)
    with office.context.database.write() as unit:
        # As if somebody had found that the mandate was never given.
        change = unit.session.merge(change_of(office.context, case.id))
        change.mandate_granted = False
    program.switch_user("clerk2", PASSWORD)
    program.open_view("Freigaben")
    assert not program.pane.action_bar.main.isEnabled()
    program.press("Ctrl+Return")
    assert office.case(case.id).state is CaseState.PROPOSED
    assert office.audited(AuditAction.BANK_CHANGE_RELEASED) == []


def test_an_undone_release_leaves_nothing_behind(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    propose(program)
    office.later(UNDO_SECONDS + 1)
    program.switch_user("clerk2", PASSWORD)
    program.open_view("Freigaben")
    program.click(program.pane.action_bar.main)
    assert program.pane.undo_bar.isVisible()
    program.press("Ctrl+Z")
    assert not program.pane.undo_bar.isVisible()
    assert program.pane.case_id == case.id
    assert office.case(case.id).state is CaseState.PROPOSED
    office.later(3600)
    assert office.kinds_delivered() == ["request.received.v1", "case.status_changed.v1"]
    assert office.rows_waiting() == 0
    assert export_run(office.context, office.home.clerk).number is None
    taken_back = [row.state for row in office.queued(case.id)[2:]]
    assert taken_back
    assert set(taken_back) == {DeliveryState.CANCELLED}
    # It can be released again, now for good.
    program.click(program.pane.action_bar.main)
    office.later(UNDO_SECONDS)
    assert "bank_details.changed.v1" in office.kinds_delivered()


def test_after_its_time_a_release_is_final(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    propose(program)
    program.switch_user("clerk2", PASSWORD)
    program.open_view("Freigaben")
    program.click(program.pane.action_bar.main)
    office.later(UNDO_SECONDS)
    program.press("Ctrl+Z")
    assert "Zeit" in program.pane.problem.accessibleName()
    assert not office.case(case.id).is_open


def test_a_second_person_gives_a_proposal_back_with_a_reason(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    propose(program)
    program.switch_user("clerk2", PASSWORD)
    program.open_view("Freigaben")
    program.click(program.button("Zurückgeben"))
    program.type("Bitte die Unterschrift prüfen")
    program.click(program.button("Zurückgeben"))
    assert office.case(case.id).state is CaseState.IN_REVIEW
    assert any("Unterschrift" in text for text in office.notes(case.id))


def test_a_warning_is_decided_with_a_reason_that_stays_visible(office: Office) -> None:
    office.arrives(
        fields=bank_fields(account_holder="Rolf Musterbach", holder_address=holder_address())
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    view = program.pane.view
    assert view is not None
    assert view.bank is not None
    open_codes = {row.code for row in view.bank.findings if row.is_open}
    assert open_codes == {FindingCode.HOLDER_DIFFERS, FindingCode.RUN_AT_RISK}
    program.click(program.button("Bestätigen: Kontoinhaber weicht ab"))
    confirm = program.button("Bestätigen")
    assert not confirm.isEnabled()
    program.type("Vater zahlt, Unterlagen liegen vor")
    program.click(confirm)
    decided = next(
        row
        for row in program.pane.view.bank.findings  # type: ignore[union-attr]
        if row.code is FindingCode.HOLDER_DIFFERS
    )
    assert decided.acknowledged_by == "Jette Modell"
    assert decided.acknowledge_reason == "Vater zahlt, Unterlagen liegen vor"
    assert not program.pane.action_bar.main.isEnabled()
    acknowledge(program)
    assert program.pane.action_bar.main.isEnabled()
