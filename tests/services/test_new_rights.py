"""Who may not: everything a person can ask for, asked by an auditor and by another company's clerk.

Each act is refused before it looks at anything else, and leaves nothing behind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.application_form import FormField
from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind, PrintWay, Role
from desktop.domain.portal_fields import MandateFields
from desktop.models.case import Case, Draft
from desktop.models.exchange import Delivery, UndoEntry
from desktop.models.tenancy import Tenancy
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import (
    ApplyToContracts,
    EditApplication,
    ProposeCorrection,
    ReleaseCorrection,
    SendBack,
)
from desktop.services.cases.draft_commands import SaveDraft
from desktop.services.cases.undo import undo
from desktop.services.context import ServiceContext
from desktop.services.conversation import drafts
from desktop.services.delivery.retry import retry_now
from desktop.services.letters import use_cases as letters
from desktop.services.letters.commands import (
    CorrectAddress,
    PrintLetters,
    RepeatBatch,
    TakeBatchBack,
)
from desktop.services.recording import choices
from desktop.services.recording import use_cases as recording
from desktop.services.recording.commands import RecordContact
from desktop.services.recording.form import RecordingForm
from desktop.services.recording.preview import preview
from desktop.services.staff.access import Actor
from tests.support.bank_cases import add_application, fields, propose, release
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
    Household,
    actor_of,
    add_company,
    add_household,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.letters import ADDRESS, PlainPress, Tray, add_letter, print_all

PRESS = PlainPress()
DENIED = "access.denied"


@dataclass(frozen=True)
class _Place:
    """A house in which everything there is has happened once."""

    home: Household
    open_case: int
    released_case: int
    letter: int
    delivery: int
    draft: int
    undo: int
    batch: int
    stranger: Actor
    stranger_tenancy: int


@pytest.fixture
def place(context: ServiceContext, clock: FixedClock) -> _Place:
    home = add_household(context.database)
    with context.database.write() as unit:
        other = add_company(unit, "alsterbau")
        flat = add_unit(unit, other, property_number="9000")
        tenancy = add_tenancy(unit, other, flat, [add_tenant(unit, other)], "90.9000.0001")
        stranger = actor_of(add_staff(unit, "fremd", [other], role=Role.CLERK, name="Fremde"))
        stranger_tenancy = tenancy.id
    released = add_application(context, home)
    propose(context, home.clerk, released)
    release(context, home.second_clerk, released)
    clock.advance(timedelta(minutes=1))
    signed = MandateFields(granted=True, signed_on=date(2026, 11, 17))
    waiting = add_application(context, home, fields(mandate=signed), channel=Channel.LETTER)
    printed = add_letter(context, waiting)
    batch = print_all(context, home.clerk, Tray(), printed).number
    letter = add_letter(context, waiting, text=f"Ihr Konto {NEW_IBAN} ist eingetragen.")
    drafts.save_draft(context, home.clerk, SaveDraft(waiting, DraftKind.NOTE, "Notiz"))
    with context.database.write() as unit:
        delivery = unit.session.scalars(
            select(Delivery).where(Delivery.case_id == released).order_by(Delivery.id).limit(1)
        ).one()
        delivery.last_error = "disk_full"
        return _Place(
            home,
            waiting,
            released,
            letter,
            delivery.id,
            unit.session.scalars(select(Draft.id)).one(),
            unit.session.scalars(select(UndoEntry.id).order_by(UndoEntry.id.desc())).first() or 0,
            batch,
            stranger,
            stranger_tenancy,
        )


_Acts = Mapping[str, Callable[[Actor], object]]


def acts(context: ServiceContext, place: _Place) -> _Acts:
    """Everything that changes something, by name."""
    case_id, other = place.released_case, place.open_case
    form = RecordingForm(
        stamped_on=date(2026, 11, 20),
        tenancy_id=place.home.tenancy_id,
        category="damage",
        text="Heizung kalt",
    )
    added = replace(form, case_id=other)
    edit = {FormField.ACCOUNT_HOLDER: "Rolf Fremd"}
    address = CorrectAddress(place.letter, tuple(ADDRESS.splitlines()), "Neu\nWeg 1\n20095 Hamburg")
    printing = PrintLetters((place.letter,), PrintWay.FILE)
    tray = Tray().take
    return {
        "propose": lambda who: bank_changes.propose_correction(
            context, who, ProposeCorrection(case_id, "Irrtum", 1)
        ),
        "agree": lambda who: bank_changes.release_correction(
            context, who, ReleaseCorrection(case_id, 1)
        ),
        "return": lambda who: bank_changes.send_correction_back(
            context, who, SendBack(case_id, "Nein", 1)
        ),
        "edit": lambda who: bank_changes.edit_application(
            context, who, EditApplication(other, edit, 1)
        ),
        "apply": lambda who: bank_changes.apply_to_contracts(
            context, who, ApplyToContracts(other, (1,), 1)
        ),
        "draft": lambda who: drafts.save_draft(context, who, SaveDraft(other, DraftKind.NOTE, "x")),
        "read draft": lambda who: drafts.read_colleague_draft(context, who, place.draft),
        "address": lambda who: letters.correct_address(context, who, PRESS, address),
        "print": lambda who: letters.print_letters(context, who, PRESS, tray, printing),
        "repeat": lambda who: letters.repeat_batch(
            context, who, tray, RepeatBatch(place.batch, PrintWay.FILE)
        ),
        "confirm": lambda who: letters.confirm_batch(context, who, place.batch),
        "take back": lambda who: letters.take_batch_back(
            context, who, TakeBatchBack(place.batch, "Papierstau")
        ),
        "record": lambda who: recording.record_contact(context, who, RecordContact("key-1", form)),
        "record into": lambda who: recording.record_contact(
            context, who, RecordContact("key-2", added)
        ),
        "choices": lambda who: choices.tenancy_choices(context, who, place.home.tenancy_id),
        "preview": lambda who: preview(context, who, form),
        "retry": lambda who: retry_now(context, who, place.delivery),
        "undo": lambda who: undo(context, who, place.undo),
    }


def asked(acts: _Acts, who: Actor) -> dict[str, str]:
    """What each act answers; "done" where it was not refused."""
    answers = {}
    for name, act in acts.items():
        try:
            act(who)
            answers[name] = "done"
        except UserError as error:
            answers[name] = error.code
    return answers


def test_who_only_reads_and_who_is_of_another_house_is_refused(
    context: ServiceContext, place: _Place
) -> None:
    wanted = acts(context, place)
    assert asked(wanted, place.home.auditor) == dict.fromkeys(wanted, DENIED)
    # Of letters that are not theirs strangers hear nothing at all.
    assert asked(wanted, place.stranger) == {
        **dict.fromkeys(wanted, DENIED),
        "print": "letters.changed",
    }
    with context.database.read() as session:
        assert session.get_one(Delivery, place.letter).attempts == 0
        assert len(session.scalars(select(Case.id)).all()) == 2


def test_a_contract_of_one_s_own_opens_no_case_of_another_house(
    context: ServiceContext, place: _Place
) -> None:
    form = RecordingForm(
        stamped_on=date(2026, 11, 20),
        tenancy_id=place.stranger_tenancy,
        case_id=place.open_case,
        text="Untergeschoben",
    )
    with pytest.raises(UserError, match=r"^recording\.other_case$"):
        recording.record_contact(context, place.stranger, RecordContact("key", form))
    with context.database.read() as session:
        assert session.get_one(Tenancy, place.stranger_tenancy).company_id != place.home.company_id


def test_letters_are_looked_at_with_the_eyes_of_the_role(
    context: ServiceContext, place: _Place
) -> None:
    with pytest.raises(UserError, match=r"^access\.denied$"):
        letters.preview(context, place.stranger, PRESS, place.letter)
    assert letters.list_letters(context, place.stranger, PRESS).letters == ()
    assert letters.list_letters(context, place.stranger, PRESS).past == ()
    administrator = replace(place.home.auditor, role=Role.ADMINISTRATOR)
    for who, in_full in ((place.home.clerk, True), (administrator, False)):
        shown = letters.preview(context, who, PRESS, place.letter).pdf
        assert (NEW_IBAN.encode() in shown) is in_full
