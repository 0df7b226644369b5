"""Calls, letters and visits: found, judged while typing, recorded once, kept as drafts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from desktop.adapters.chosen_files import LocalFiles
from desktop.domain.application_form import FormField
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.findings import FindingCode, Severity
from desktop.domain.kinds import Direction, Role
from desktop.models.bank import BankChange
from desktop.models.case import Attachment, Case, Message, Note
from desktop.models.exchange import AuditEvent
from desktop.models.recording import Recording
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase
from desktop.services.context import ServiceContext
from desktop.services.recording import use_cases as recording
from desktop.services.recording.commands import RecordContact, Recorded, SaveRecording
from desktop.services.recording.form import BankForm, BankWay, RecordedFile, RecordingForm
from tests.support.bank_cases import add_application, change_of, fields, sent
from tests.support.factories import (
    NEW_IBAN,
    OLD_IBAN,
    Household,
    actor_of,
    add_company,
    add_household,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)

TODAY = date(2026, 11, 23)
STAMP = date(2026, 11, 18)
MIDNIGHT = datetime(2026, 11, 17, 23, 0, tzinfo=UTC)
"""The beginning of the stamp's day in Berlin."""


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def form_of(home: Household, **changes: Any) -> RecordingForm:
    """A call about the heating."""
    values: dict[str, Any] = {
        "channel": Channel.TELEPHONE,
        "stamped_on": STAMP,
        "tenancy_id": home.tenancy_id,
        "category": "damage",
        "text": "Heizung im Bad bleibt kalt.",
    }
    return RecordingForm(**{**values, **changes})


def bank_form(home: Household, bank: BankForm, **changes: Any) -> RecordingForm:
    """A letter about the account."""
    values = {"channel": Channel.LETTER, "category": "bank_details", "text": "", "bank": bank}
    return form_of(home, **{**values, **changes})


CLEAN = BankForm(iban="DE02 1203 0000 0000 2020 51", holder="Aylin Musterbach", signed_on=STAMP)


def record(
    context: ServiceContext, home: Household, form: RecordingForm, key: str | None = None
) -> Recorded:
    return recording.record_contact(context, home.clerk, RecordContact(key or str(uuid4()), form))


def refused(context: ServiceContext, home: Household, form: RecordingForm) -> str:
    with pytest.raises(UserError) as error:
        record(context, home, form)
    return error.value.code


def case_of(context: ServiceContext, case_id: int) -> Case:
    with context.database.read() as session:
        return session.get_one(Case, case_id)


def messages(context: ServiceContext, case_id: int) -> list[Message]:
    with context.database.read() as session:
        rows = session.scalars(
            select(Message).where(Message.case_id == case_id).order_by(Message.id)
        ).all()
        for row in rows:
            list(row.attachments)
        return list(rows)


def count(context: ServiceContext, table: type[Any]) -> int:
    with context.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def audited(context: ServiceContext, case_id: int) -> list[tuple[str, str]]:
    with context.database.read() as session:
        rows = session.execute(
            select(AuditEvent.action, AuditEvent.actor)
            .where(AuditEvent.entity == "cases", AuditEvent.entity_id == case_id)
            .order_by(AuditEvent.id)
        )
        return [(row.action, row.actor) for row in rows]


@pytest.mark.parametrize("channel", [Channel.TELEPHONE, Channel.LETTER, Channel.COUNTER])
def test_a_call_a_letter_and_a_visit_become_a_case(
    context: ServiceContext, home: Household, channel: Channel
) -> None:
    done = record(context, home, form_of(home, channel=channel))
    case = case_of(context, done.case_id)
    assert (case.channel, case.received_on, case.received_at) == (channel, STAMP, MIDNIGHT)
    assert (case.state, case.assignee_id) == (CaseState.IN_REVIEW, home.clerk.staff_id)
    assert case.due_on == date(2026, 12, 2)
    assert (case.source, case.event_id) == (None, None)
    [message] = messages(context, done.case_id)
    assert message.id == done.message_id
    assert message.direction is Direction.INCOMING
    assert message.correspondent == "Aylin Musterbach"
    assert message.text == "Heizung im Bad bleibt kalt."
    assert audited(context, done.case_id) == [
        ("case.created", "clerk1"),
        ("case.assigned", "clerk1"),
        ("contact.recorded", "clerk1"),
    ]
    # Nothing of it came by the portal, so nothing goes there.
    assert sent(context, done.case_id) == []


def test_it_stays_with_nobody_where_the_clerk_wants_so(
    context: ServiceContext, home: Household
) -> None:
    case = case_of(context, record(context, home, form_of(home, assign=False)).case_id)
    assert (case.state, case.assignee_id) == (CaseState.NEW, None)


def test_an_empty_subject_becomes_the_category_and_somebody_else_may_have_called(
    context: ServiceContext, home: Household
) -> None:
    done = record(context, home, form_of(home, correspondent=" Tochter von Frau Musterbach "))
    assert case_of(context, done.case_id).subject == "Damage"
    assert messages(context, done.case_id)[0].correspondent == "Tochter von Frau Musterbach"


def test_twice_the_same_key_is_one_case(context: ServiceContext, home: Household) -> None:
    key = str(uuid4())
    first = record(context, home, form_of(home), key)
    second = record(context, home, form_of(home, text="Noch einmal gedrückt"), key)
    assert second == replace(first, repeated=True)
    assert (count(context, Case), count(context, Message)) == (1, 1)
    assert record(context, home, form_of(home)).case_id != first.case_id


def test_nobody_records_with_the_key_of_another(context: ServiceContext, home: Household) -> None:
    key = str(uuid4())
    record(context, home, form_of(home), key)
    with pytest.raises(UserError) as error:
        recording.record_contact(context, home.second_clerk, RecordContact(key, form_of(home)))
    assert error.value.code == "access.denied"


def test_what_is_refused_leaves_nothing_and_keeps_the_draft(
    context: ServiceContext, home: Household
) -> None:
    key = str(uuid4())
    form = form_of(home, stamped_on=date(2026, 11, 24))
    recording.save_recording(context, home.clerk, SaveRecording(key, form))
    with pytest.raises(UserError) as error:
        record(context, home, form, key)
    assert error.value.code == "recording.stamp_in_future"
    assert count(context, Case) == 0
    assert [draft.form for draft in recording.open_recordings(context, home.clerk)] == [form]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stamped_on": None}, "recording.no_stamp"),
        ({"stamped_on": date(2025, 11, 1)}, "recording.stamp_too_old"),
        ({"tenancy_id": None}, "recording.no_tenancy"),
        ({"tenancy_id": 4711}, "recording.no_tenancy"),
        ({"category": "weather"}, "recording.no_category"),
        ({"text": " \n"}, "recording.empty"),
        ({"case_id": 4711}, "recording.other_case"),
    ],
)
def test_what_cannot_be_recorded_is_said(
    context: ServiceContext, home: Household, changes: dict[str, Any], code: str
) -> None:
    assert refused(context, home, form_of(home, **changes)) == code
    assert (count(context, Case), count(context, Recording)) == (0, 0)


def test_another_channel_than_these_is_a_bug(context: ServiceContext, home: Household) -> None:
    with pytest.raises(ValueError, match="date stamp"):
        record(context, home, form_of(home, channel=Channel.EMAIL))


def test_who_may_not_work_there_finds_and_records_nothing(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        other = add_company(unit, "whs")
        stranger = actor_of(add_staff(unit, "clerk9", [other], role=Role.CLERK, name="Fremd Amt"))
    assert recording.find_tenancies(context, stranger, "musterbach").entries == ()
    assert recording.tenancy_entry(context, stranger, home.tenancy_id) is None
    key = str(uuid4())
    with pytest.raises(UserError, match=r"access\.denied"):
        recording.record_contact(context, stranger, RecordContact(key, form_of(home)))
    with pytest.raises(UserError, match=r"access\.denied"):
        recording.tenancy_choices(context, stranger, home.tenancy_id)
    with pytest.raises(UserError, match=r"access\.denied"):
        recording.preview(context, stranger, form_of(home))
    with pytest.raises(UserError, match=r"access\.denied"):
        recording.attach_content(context, stranger, ("Bild.png", b"\x89PNG"), home.tenancy_id)
    for act in (recording.open_recordings, recording.categories):
        with pytest.raises(UserError, match=r"access\.denied"):
            act(context, home.auditor)
    with pytest.raises(UserError, match=r"access\.denied"):
        recording.find_tenancies(context, home.auditor, "musterbach")
    with pytest.raises(UserError, match=r"access\.denied"):
        recording.tenancy_entry(context, home.auditor, home.tenancy_id)
    assert count(context, Case) == 0


def test_a_bank_change_on_paper_runs_through_the_same_checks(
    context: ServiceContext, home: Household
) -> None:
    form = bank_form(home, CLEAN)
    expected = recording.preview(context, home.clerk, form)
    done = record(context, home, form)
    change = change_of(context, done.case_id)
    assert (change.variant, change.iban) == (BankChangeVariant.NEW_ACCOUNT, NEW_IBAN)
    assert change.iban_input == "DE02 1203 0000 0000 2020 51"
    assert (change.mandate_granted, change.mandate_signed_on) == (True, STAMP)
    assert change.mandate_proof is None
    assert (change.collection_on, change.due_on) == (date(2026, 12, 1), date(2026, 12, 2))
    view = bank_changes.view(context, home.clerk, done.case_id)
    found = [(row.code, row.severity, dict(row.finding.params)) for row in view.findings]
    assert found == [(one.code, one.severity, dict(one.params)) for one in expected.findings]
    assert view.case.outlook == expected.outlook
    assert view.open_blockers == 0


VARIANTS = [
    (replace(CLEAN, way=BankWay.KEPT_MANDATE), BankChangeVariant.NEW_ACCOUNT, None),
    (BankForm(way=BankWay.MANDATE_ONLY, signed_on=STAMP), BankChangeVariant.MANDATE_ONLY, True),
    (BankForm(way=BankWay.REVOCATION), BankChangeVariant.REVOCATION, False),
    (replace(CLEAN, iban=""), BankChangeVariant.NEW_ACCOUNT, True),
    (replace(CLEAN, iban="DE02 1203 0000 0000 2020 52"), BankChangeVariant.NEW_ACCOUNT, True),
    (replace(CLEAN, iban=OLD_IBAN), BankChangeVariant.NEW_ACCOUNT, True),
    (replace(CLEAN, signed_on=None), BankChangeVariant.NEW_ACCOUNT, True),
    (replace(CLEAN, signed_on=date(2026, 11, 30)), BankChangeVariant.NEW_ACCOUNT, True),
    (replace(CLEAN, holder="Rolf Fremder"), BankChangeVariant.NEW_ACCOUNT, True),
    (
        replace(CLEAN, holder="Rolf Fremder", street="Fernweg", postcode="71638", town="Burg"),
        BankChangeVariant.NEW_ACCOUNT,
        True,
    ),
    (replace(CLEAN, iban="keine Nummer 💶", holder="\u200b"), BankChangeVariant.NEW_ACCOUNT, True),
]


@pytest.mark.parametrize(("bank", "variant", "granted"), VARIANTS)
def test_what_is_shown_while_typing_is_what_the_case_shows(
    context: ServiceContext,
    home: Household,
    bank: BankForm,
    variant: BankChangeVariant,
    granted: bool | None,
) -> None:
    form = bank_form(home, bank, channel=Channel.COUNTER)
    expected = recording.preview(context, home.clerk, form)
    done = record(context, home, form)
    change = change_of(context, done.case_id)
    assert (change.variant, change.mandate_granted) == (variant, granted)
    view = bank_changes.view(context, home.clerk, done.case_id)
    found = [(row.code, row.severity, dict(row.finding.params)) for row in view.findings]
    assert found == [(one.code, one.severity, dict(one.params)) for one in expected.findings]


def test_a_stamp_after_the_cutoff_is_for_the_next_month(
    context: ServiceContext, home: Household
) -> None:
    before = recording.preview(
        context, home.clerk, bank_form(home, CLEAN, stamped_on=date(2026, 11, 20))
    )
    after = recording.preview(
        context, home.clerk, bank_form(home, CLEAN, stamped_on=date(2026, 11, 21))
    )
    assert before.outlook is not None
    assert before.outlook.run is not None
    assert after.outlook is not None
    assert after.outlook.run is not None
    assert before.outlook.run.collection_on == date(2026, 12, 1)
    assert after.outlook.run.collection_on == date(2027, 1, 4)


def test_other_categories_show_their_promise_only(context: ServiceContext, home: Household) -> None:
    seen = recording.preview(context, home.clerk, form_of(home))
    assert seen.findings == ()
    assert seen.outlook is not None
    assert (seen.outlook.due_on, seen.outlook.run) == (date(2026, 12, 2), None)


def test_a_letter_is_added_to_an_open_case_and_completes_it(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(account_holder="Rolf Fremder"))
    bank = BankForm(
        way=BankWay.KEPT_MANDATE,
        holder="Jemand Anders",
        street="Fernweg",
        house_number="7",
        postcode="71638",
        town="Ludwigsburg",
    )
    form = bank_form(home, bank, case_id=case_id, stamped_on=TODAY, text="Die Anschrift.")
    done = record(context, home, form)
    assert done.case_id == case_id
    assert count(context, Case) == 1
    change = change_of(context, case_id)
    assert change.account_holder == "Rolf Fremder"
    assert change.holder_address == {
        "street": "Fernweg",
        "house_number": "7",
        "postcode": "71638",
        "town": "Ludwigsburg",
        "country": "DE",
    }
    # The tenant gave the holder himself; the address was typed in here and can be corrected.
    form_values = {
        one.field: one.locked for one in bank_changes.view(context, home.clerk, case_id).form
    }
    assert form_values[FormField.ACCOUNT_HOLDER]
    assert not form_values[FormField.STREET]
    last = messages(context, case_id)[-1]
    assert (last.channel, last.text) == (Channel.LETTER, "Die Anschrift.")
    assert ("message.received", "clerk1") in audited(context, case_id)
    with context.database.read() as session:
        notes = session.scalars(select(Note.text)).all()
    assert any("Jemand Anders" in note for note in notes)
    case = case_of(context, case_id)
    assert case.completed_at is not None
    assert case.completed_at >= case.received_at


def test_a_call_that_only_says_something_grants_no_mandate(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(mandate=None))
    bank = BankForm(way=BankWay.NOTHING)
    record(context, home, bank_form(home, bank, case_id=case_id, text="Fragt nach dem Stand."))
    assert change_of(context, case_id).mandate_granted is None


def test_nothing_is_complete_before_it_came(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home, fields(account_holder=""))
    bank = BankForm(way=BankWay.KEPT_MANDATE, holder="Aylin Musterbach")
    record(context, home, bank_form(home, bank, case_id=case_id, stamped_on=date(2026, 11, 2)))
    case = case_of(context, case_id)
    assert case.completed_at == case.received_at


def test_a_visit_reopens_a_closed_case(context: ServiceContext, home: Household) -> None:
    done = record(context, home, form_of(home))
    cases.close(
        context,
        home.clerk,
        CloseCase(done.case_id, "Erledigt", case_of(context, done.case_id).version),
    )
    again = record(
        context,
        home,
        form_of(home, channel=Channel.COUNTER, case_id=done.case_id, assign=False, text="Wieder."),
    )
    assert again.case_id == done.case_id
    case = case_of(context, done.case_id)
    assert (case.is_open, case.state) == (True, CaseState.IN_REVIEW)
    assert case.updated_by_id == home.clerk.staff_id
    assert [message.channel for message in messages(context, done.case_id)] == [
        Channel.TELEPHONE,
        Channel.COUNTER,
    ]


def test_a_rejected_application_can_be_decided_anew(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    with context.database.write() as unit:
        unit.session.get_one(Case, case_id).state = CaseState.CLOSED
        unit.session.get_one(Case, case_id).is_open = False
        unit.session.scalars(select(BankChange)).one().state = BankChangeState.REJECTED
    record(context, home, bank_form(home, BankForm(way=BankWay.NOTHING), case_id=case_id, text="?"))
    assert change_of(context, case_id).state is BankChangeState.OPEN


def test_a_case_of_another_contract_is_refused(context: ServiceContext, home: Household) -> None:
    case_id = record(context, home, form_of(home)).case_id
    with context.database.write() as unit:
        company = add_company(unit, "whs")
        tenant = add_tenant(unit, company, "Piotr", "Fiktivski")
        flat = add_unit(unit, company)
        elsewhere = add_tenancy(unit, company, flat, [tenant], "20.1").id
        everywhere = replace(home.clerk, company_ids=None)
    form = form_of(home, tenancy_id=elsewhere, case_id=case_id)
    with pytest.raises(UserError, match=r"recording\.other_case"):
        recording.record_contact(context, everywhere, RecordContact(str(uuid4()), form))


def test_files_lie_in_the_store_before_anything_is_recorded(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    path = tmp_path / "Mandat Musterbach.pdf"
    path.write_bytes(b"%PDF-1.7 unterschrieben")
    file = recording.attach_file(context, home.clerk, LocalFiles(), path, None)
    path.unlink()
    pasted = recording.attach_content(
        context, home.clerk, ("../Bild\u202e.png", b"\x89PNG"), home.tenancy_id
    )
    assert (file.name, file.media_type) == ("Mandat Musterbach.pdf", "application/pdf")
    assert (pasted.name, pasted.media_type) == ("Bild.png", "image/png")
    done = record(context, home, form_of(home, text="", files=(file, pasted)))
    [message] = messages(context, done.case_id)
    kept: list[Attachment] = message.attachments
    assert [(one.name, one.size) for one in kept] == [
        ("Mandat Musterbach.pdf", 23),
        ("Bild.png", 4),
    ]
    with context.documents.open(kept[0].sha256) as stored:
        assert stored.read() == b"%PDF-1.7 unterschrieben"


def attach(context: ServiceContext, home: Household, path: Path) -> str:
    with pytest.raises(UserError) as error:
        recording.attach_file(context, home.clerk, LocalFiles(), path, home.tenancy_id)
    return error.value.code


def test_hostile_files_are_refused_by_name_and_leave_nothing(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    empty, large = tmp_path / "leer.pdf", tmp_path / "gross.pdf"
    empty.touch()
    with large.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    link = tmp_path / "link.pdf"
    link.symlink_to(large)
    assert attach(context, home, empty) == "recording.file_empty"
    assert attach(context, home, large) == "recording.file_too_large"
    assert attach(context, home, link) == "recording.file_link"
    assert attach(context, home, tmp_path) == "recording.file_folder"
    assert attach(context, home, tmp_path / "weg.pdf") == "recording.file_gone"
    store = tmp_path / "documents"
    assert not store.exists() or list(store.iterdir()) == []


def test_the_company_of_the_contract_has_the_last_word_on_sizes(
    context: ServiceContext, home: Household
) -> None:
    stored = context.documents.put([b"x"])

    def file(size: int) -> RecordedFile:
        return RecordedFile(name="a.pdf", media_type="", size=size, sha256=stored.sha256)

    megabyte = 1024 * 1024
    assert refused(context, home, form_of(home, files=(file(26 * megabyte),))) == (
        "recording.file_too_large"
    )
    assert refused(context, home, form_of(home, files=(file(20 * megabyte),) * 3)) == (
        "recording.files_too_large"
    )
    lost = replace(file(1), sha256="0" * 64)
    assert refused(context, home, form_of(home, files=(lost,))) == "recording.file_lost"


def test_drafts_are_kept_for_the_person_and_come_back_latest_first(
    context: ServiceContext, home: Household
) -> None:
    first, second = str(uuid4()), str(uuid4())
    save = recording.save_recording
    save(context, home.clerk, SaveRecording(first, form_of(home, text="eins")))
    save(context, home.clerk, SaveRecording(second, form_of(home, text="zwei", stamped_on=None)))
    save(context, home.clerk, SaveRecording(second, form_of(home, text="zwei, weiter")))
    drafts = recording.open_recordings(context, home.clerk)
    assert [draft.form.text for draft in drafts] == ["zwei, weiter", "eins"]
    assert recording.open_recordings(context, home.second_clerk) == ()
    recording.discard_recording(context, home.second_clerk, first)
    recording.discard_recording(context, home.clerk, second)
    assert [draft.key for draft in recording.open_recordings(context, home.clerk)] == [first]
    assert save(context, home.clerk, SaveRecording(first, RecordingForm())) is None
    assert recording.open_recordings(context, home.clerk) == ()


@pytest.mark.parametrize(
    "form",
    [
        RecordingForm(correspondent="Frau Muster"),
        RecordingForm(bank=BankForm(holder="Frau Muster")),
        RecordingForm(bank=BankForm(town="Musterstadt")),
    ],
)
def test_whatever_was_typed_first_is_kept(
    context: ServiceContext, home: Household, form: RecordingForm
) -> None:
    recording.save_recording(context, home.clerk, SaveRecording(str(uuid4()), form))
    assert [draft.form for draft in recording.open_recordings(context, home.clerk)] == [form]


def test_a_draft_that_comes_late_does_not_begin_again(
    context: ServiceContext, home: Household
) -> None:
    key = str(uuid4())
    recording.save_recording(context, home.clerk, SaveRecording(key, form_of(home)))
    done = record(context, home, form_of(home), key)
    assert recording.open_recordings(context, home.clerk) == ()
    late = recording.save_recording(context, home.clerk, SaveRecording(key, form_of(home)))
    assert late is None
    recording.discard_recording(context, home.clerk, key)
    recording.save_recording(context, home.clerk, SaveRecording(key, RecordingForm()))
    assert record(context, home, form_of(home), key) == replace(done, repeated=True)
    with context.database.read() as session:
        row = session.scalars(select(Recording)).one()
    assert (row.form, row.case_id) == (None, done.case_id)


def test_a_draft_of_a_later_version_is_left_alone(context: ServiceContext, home: Household) -> None:
    key = str(uuid4())
    recording.save_recording(context, home.clerk, SaveRecording(key, form_of(home)))
    with context.database.write() as unit:
        unit.session.scalars(select(Recording)).one().form = {"channel": "fax"}
    assert recording.open_recordings(context, home.clerk) == ()
    assert count(context, Recording) == 1


def test_contracts_are_found_by_all_that_people_say(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        company = add_company(unit, "whs")
        people = [
            add_tenant(unit, company, "Jörg", "Müller-Lüdenscheidt", phone="+49 (0)171 / 555 0123"),
            add_tenant(unit, company, "Zoë", "Groß", phone=""),
        ]
        flat = add_unit(unit, company)
        add_tenancy(unit, company, flat, people, "20.0815.0007")
        old = add_tenancy(
            unit, company, flat, people[:1], "20.0815.0001", ends_on=date(2026, 1, 31)
        )
        old_id = old.id
    everywhere = replace(home.clerk, company_ids=None)

    def contracts(text: str) -> list[str]:
        found = recording.find_tenancies(context, everywhere, text)
        return [entry.contract_number for entry in found.entries]

    both = ["20.0815.0007", "20.0815.0001"]
    for text in ("Müller", "mueller", "MULLER jörg", "lüdensch", "0171 5550123", "+49171555 0123"):
        assert contracts(text) == both, text
    assert contracts("groß") == contracts("Gross zoe") == ["20.0815.0007"]
    assert contracts("0815.0001") == contracts("2008150001") == ["20.0815.0001"]
    assert contracts("20.0815.0007")[0] == "20.0815.0007"
    assert contracts("musterb") == ["10.4417.0302"]
    assert contracts("musterbach 5550100") == ["10.4417.0302"]
    assert set(contracts("Musterkehre 12")) == {*both, "10.4417.0302"}
    assert contracts("") == contracts("   ") == contracts("niemand") == []
    assert contracts("3000") == ["10.4417.0302"]
    assert not recording.find_tenancies(context, everywhere, "muster").more
    assert recording.tenancy_entry(context, everywhere, old_id) is not None
    assert recording.tenancy_entry(context, everywhere, 4711) is None
    # The clerk's own company only.
    own = recording.find_tenancies(context, home.clerk, "musterkehre")
    assert [entry.contract_number for entry in own.entries] == ["10.4417.0302"]
    assert recording.tenancy_entry(context, home.clerk, old_id) is None


def test_the_choices_of_a_contract(context: ServiceContext, home: Household) -> None:
    application = add_application(context, home)
    call = record(context, home, form_of(home, subject=f"Konto {NEW_IBAN}")).case_id
    chosen = recording.tenancy_choices(context, home.clerk, home.tenancy_id)
    assert chosen.parties == ("Aylin Musterbach",)
    assert [case.case_id for case in chosen.cases] == [application, call]
    assert [case.is_bank_change for case in chosen.cases] == [True, False]
    assert [case.assigned for case in chosen.cases] == [False, True]
    assert NEW_IBAN not in chosen.cases[1].subject
    codes = [category.code for category in recording.categories(context, home.clerk)]
    assert codes == list(home.categories)


def test_the_log_holds_no_iban(context: ServiceContext, home: Household) -> None:
    record(context, home, bank_form(home, CLEAN))
    with context.database.read() as session:
        details = "".join(session.scalars(select(AuditEvent.details)))
    assert NEW_IBAN not in details


def test_a_blocker_does_not_stand_in_the_way_of_recording(
    context: ServiceContext, home: Household
) -> None:
    form = bank_form(home, BankForm())
    seen = recording.preview(context, home.clerk, form)
    blockers = {one.code for one in seen.findings if one.severity is Severity.BLOCKER}
    assert FindingCode.IBAN_MISSING in blockers
    case = case_of(context, record(context, home, form).case_id)
    assert case.completed_at is None
