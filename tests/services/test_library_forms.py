"""Forms are uploaded, published, replaced and withdrawn, and the portal hears of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.models.exchange import AuditEvent, Delivery
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.documents.contents import TakenIn, take_in
from desktop.services.library_forms.commands import AddForm, AddVersion, PublishForm, WithdrawForm
from desktop.services.library_forms.enclosing import OfferedForm, attach_form, offered_forms
from desktop.services.library_forms.use_cases import (
    add_form,
    add_version,
    form_file,
    list_forms,
    may_keep,
    publish_form,
    withdraw_form,
)
from desktop.services.library_forms.view import FormRow, FormStanding
from tests.services.exchange_support import RecordingOutbox, make_case
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household
from tests.support.pdf_files import letter, protected
from tests.support.schemas import problems

TITLE = "Antrag auf Untervermietung"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _file(context: ServiceContext, content: bytes, name: str = "Antrag.pdf") -> TakenIn:
    return take_in(context, "thor", name, [content])


def _add(context: ServiceContext, home: Household, **changes: Any) -> FormRow:
    values: dict[str, Any] = {
        "company_id": home.company_id,
        "title": TITLE,
        "content": _file(context, letter("Antrag 1")),
    }
    return add_form(context, home.lead, AddForm(**{**values, **changes}))


def _publish(context: ServiceContext, home: Household, row: FormRow) -> FormRow:
    return publish_form(context, home.lead, PublishForm(form_id=row.form_id, seen=row.seen))


def _withdraw(
    context: ServiceContext, home: Household, row: FormRow, reason: str = "veraltet"
) -> FormRow:
    command = WithdrawForm(form_id=row.form_id, seen=row.seen, reason=reason)
    return withdraw_form(context, home.lead, command)


def _sent(context: ServiceContext, clock: FixedClock) -> list[tuple[str, int]]:
    """What leaves; each keeps its schema and is refused by the other's."""
    clock.advance(timedelta(seconds=1))
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox).failed == 0
    told = []
    for event in outbox.events:
        name = event["type"].removeprefix("de.mieterdesk.")
        assert problems(f"to-portal/{name}", event) == []
        assert problems(f"to-portal/{name}", {**event, "data": {**event["data"], "version": 0}})
        assert event["data"]["contract_number"] is None
        told.append((name, event["data"]["version"]))
        files = outbox.attachments[event["id"]]
        assert list(files.values()) == ([letter(f"Antrag {told[-1][1]}")] if files else [])
    return told


def test_a_form_goes_through_its_versions(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    row = _add(context, home)
    assert (row.published, row.versions[0].standing) == (None, FormStanding.DRAFT)
    assert _sent(context, clock) == []
    row = _publish(context, home, row)
    assert _sent(context, clock) == [("form.published.v1", 1)]
    second = _file(context, letter("Antrag 2"))
    command = AddVersion(form_id=row.form_id, seen=row.seen, content=second, note="neue Felder")
    newer = add_version(context, home.lead, command)
    assert [one.standing for one in newer.versions] == [FormStanding.DRAFT, FormStanding.PUBLISHED]
    with pytest.raises(UserError, match=r"forms\.changed"):
        _publish(context, home, row)
    row = _publish(context, home, newer)
    assert [one.standing for one in row.versions] == [
        FormStanding.PUBLISHED,
        FormStanding.REPLACED,
    ]
    assert _sent(context, clock) == [("form.published.v1", 2)]
    with pytest.raises(UserError, match=r"forms\.published_already"):
        _publish(context, home, row)
    with pytest.raises(UserError, match=r"forms\.reason_missing"):
        _withdraw(context, home, row, " ")
    row = _withdraw(context, home, row)
    assert row.published is None
    assert row.versions[0].withdraw_reason == "veraltet"
    assert _sent(context, clock) == [("form.withdrawn.v1", 2)]
    with pytest.raises(UserError, match=r"forms\.not_published"):
        _withdraw(context, home, row)
    row = _publish(context, home, row)
    assert row.published is not None
    assert _sent(context, clock) == [("form.published.v1", 2)]
    assert form_file(context, home.clerk, row.form_id, 1).data == letter("Antrag 1")
    with context.database.read() as session:
        actions = session.scalars(
            select(AuditEvent.action).where(AuditEvent.entity == "library_forms")
        ).all()
    assert actions.count("form.published") == 3
    assert actions.count("form.withdrawn") == 1


def test_what_waits_is_called_off_by_its_opposite(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    row = _publish(context, home, _add(context, home))
    row = _withdraw(context, home, row)
    row = _publish(context, home, row)
    assert _sent(context, clock) == [("form.published.v1", 1)]
    row = _withdraw(context, home, row)
    with context.database.write() as unit:
        waiting = unit.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
        assert waiting is not None
        waiting.attempts = 1
    with pytest.raises(UserError, match=r"forms\.leaving"):
        _publish(context, home, row)


def test_what_is_no_form_is_refused(context: ServiceContext, home: Household) -> None:
    for changes, code in (
        ({"title": " "}, "title_missing"),
        ({"title": "x" * 201}, "title_too_long"),
        ({"content": _file(context, protected())}, "locked"),
        ({"content": _file(context, b"Text", "Antrag.txt")}, "not_pdf"),
    ):
        with pytest.raises(UserError, match=rf"forms\.{code}"):
            _add(context, home, **changes)
    row = _add(context, home)
    again = AddVersion(
        form_id=row.form_id, seen=row.seen, content=_file(context, letter("Antrag 1"))
    )
    with pytest.raises(UserError, match=r"forms\.same_file"):
        add_version(context, home.lead, again)
    with pytest.raises(UserError, match=r"forms\.not_found"):
        form_file(context, home.clerk, row.form_id, 2)


def test_clerks_look_and_strangers_do_not(context: ServiceContext, home: Household) -> None:
    row = _add(context, home)
    assert [one.title for one in list_forms(context, home.clerk)] == [TITLE]
    assert (may_keep(home.clerk), may_keep(home.lead)) == (False, True)
    stranger = replace(home.lead, company_ids=frozenset())
    assert list_forms(context, stranger) == ()
    publish = PublishForm(form_id=row.form_id, seen=row.seen)
    for actor in (home.clerk, home.auditor, stranger):
        with pytest.raises(UserError, match=r"access\.denied"):
            publish_form(context, actor, publish)
    with pytest.raises(UserError, match=r"access\.denied"):
        form_file(context, stranger, row.form_id, 1)


def test_what_is_published_can_go_with_an_answer(context: ServiceContext, home: Household) -> None:
    case_id = make_case(context, home, category="forms").case_id
    row = _add(context, home)
    assert offered_forms(context, home.clerk, case_id) == ()
    with pytest.raises(UserError, match=r"forms\.not_offered"):
        attach_form(context, home.clerk, row.form_id, case_id)
    row = _publish(context, home, row)
    newer = _file(context, letter("Antrag 2"), "Antrag neu.pdf")
    row = add_version(
        context, home.lead, AddVersion(form_id=row.form_id, seen=row.seen, content=newer)
    )
    # The version that waits is not what tenants may have.
    assert offered_forms(context, home.clerk, case_id) == (OfferedForm(row.form_id, TITLE),)
    file = attach_form(context, home.clerk, row.form_id, case_id)
    assert (file.name, file.media_type) == ("Antrag.pdf", "application/pdf")
    with context.documents.open(file.sha256) as stream:
        assert stream.read() == letter("Antrag 1")
    with pytest.raises(UserError, match=r"access\.denied"):
        attach_form(context, home.auditor, row.form_id, case_id)
    _withdraw(context, home, row)
    assert offered_forms(context, home.clerk, case_id) == ()
