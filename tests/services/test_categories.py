"""Categories as data: forms and check lists in cases, and what an administrator makes of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.form_fields import Choice, FieldDefinition, FieldFault
from desktop.domain.kinds import Role
from desktop.domain.work import FieldKind, RetentionClass
from desktop.models.case import Case, Note
from desktop.models.company import Category, Company
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.services.audit import AuditAction
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase
from desktop.services.cases.creation import IncomingMessage, NewCase, create_case
from desktop.services.categories.administration import (
    list_categories,
    move_category,
    save_category,
)
from desktop.services.categories.built_in import (
    built_in_categories,
    lay_categories,
    lay_missing_forms,
)
from desktop.services.categories.checks import tick_check
from desktop.services.categories.commands import (
    EditFields,
    MoveCategory,
    SaveCategory,
    TickCheck,
)
from desktop.services.categories.editing import edit_fields
from desktop.services.categories.reading import form_fields, missing_fields
from desktop.services.categories.view import CategoryDefinition, CheckLine
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.inbox.counting import counts
from desktop.services.intake.quarantine import Reprocess, reprocess
from desktop.services.intake.use_cases import take_in
from desktop.services.recording import use_cases as recording
from desktop.services.recording.commands import RecordContact
from desktop.services.recording.form import RecordingForm
from desktop.services.staff.access import Actor
from desktop.texts.errors import error_sentence
from tests.services.intake_support import inbox, portal
from tests.support.factories import Household, actor_of, add_company, add_household, add_staff
from tests.support.portal import Portal, request
from tests.support.standings import assert_standings_true

__all__ = ["inbox", "portal"]

MOVING_OUT = CategoryDefinition(
    category_id=None,
    company_id=None,
    code="",
    name="Kündigung & Auszug",
    short_name="Auszug",
    icon="house",
    position=0,
    promise_workdays=5,
    retention_class=RetentionClass.COMMERCIAL_LETTER,
    fields=(
        FieldDefinition(key="", label="Auszug am", kind=FieldKind.DATE, required=True),
        FieldDefinition(key="", label="Zimmer", kind=FieldKind.NUMBER),
        FieldDefinition(
            key="",
            label="Übergabe",
            kind=FieldKind.CHOICE,
            choices=(Choice("", "vormittags"), Choice("pm", "nachmittags")),
        ),
    ),
    checks=(CheckLine("Kündigung unterschrieben"), CheckLine("Termin vereinbart")),
)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    household = add_household(context.database)
    lay_missing_forms(context)
    return household


@pytest.fixture
def admin(context: ServiceContext, home: Household) -> Actor:
    return administrator(context, home)


def administrator(context: ServiceContext, home: Household, login: str = "admin") -> Actor:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        staff = add_staff(unit, login, [company], role=Role.ADMINISTRATOR, name="Ida Ablage")
        return actor_of(staff)


def a_case(context: ServiceContext, home: Household, code: str = "damage", **fields: Any) -> int:
    with context.database.write() as unit:
        return create_case(
            unit,
            context,
            NewCase(
                company_id=home.company_id,
                category_id=home.categories[code],
                tenancy_id=home.tenancy_id,
                channel=Channel.PORTAL,
                received_at=datetime(2026, 11, 19, 9, tzinfo=UTC),
                correspondent="Aylin Musterbach",
                subject="Heizung kalt",
                fields=fields,
            ),
        ).id


def version(context: ServiceContext, case_id: int) -> int:
    with context.database.read() as session:
        return session.get_one(Case, case_id).version


def stored(context: ServiceContext, case_id: int) -> dict[str, Any]:
    with context.database.read() as session:
        return dict(session.get_one(Case, case_id).fields)


def notes(context: ServiceContext, case_id: int) -> list[str]:
    with context.database.read() as session:
        return list(session.scalars(select(Note.text).where(Note.case_id == case_id)))


def audited(context: ServiceContext, action: AuditAction) -> list[str]:
    with context.database.read() as session:
        rows = select(AuditEvent.details).where(AuditEvent.action == action.value)
        return list(session.scalars(rows.order_by(AuditEvent.id)))


def refused(code: str, act: Callable[..., object], *args: object) -> UserError:
    with pytest.raises(UserError) as caught:
        act(*args)
    assert caught.value.code == code
    assert "Kennung" not in error_sentence(caught.value), "it has a sentence of its own"
    assert "…" not in error_sentence(caught.value).replace("…“", "")
    return caught.value


def test_the_nine_are_laid_once_and_stay_as_they_are_made(context: ServiceContext) -> None:
    with context.database.write() as unit:
        ids = lay_categories(unit.session)
        damage = unit.session.get_one(Category, ids["damage"])
        assert damage.retention_class is RetentionClass.DAMAGE
        damage.name = "Schäden"
    with context.database.write() as unit:
        assert lay_categories(unit.session) == ids
        assert unit.session.get_one(Category, ids["damage"]).name == "Schäden"
    assert len(ids) == len(built_in_categories()) == 9
    assert next(iter(ids)) == "bank_details"
    lay_missing_forms(context)
    with context.database.read() as session:
        names = session.scalars(select(Category.name).order_by(Category.position))
        assert len(list(names)) == 9


def test_an_older_folder_gets_its_forms_once(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    by_code = {one.code: one for one in list_categories(context, admin)}
    assert [one.key for one in by_code["damage"].fields][:2] == ["location", "element"]
    assert by_code["bank_details"].fields == ()
    for one in by_code.values():
        save_category(context, admin, SaveCategory(replace(one, fields=(), checks=()), one))
    lay_missing_forms(context)
    assert all(not one.fields and not one.checks for one in list_categories(context, admin))


def test_the_form_of_a_case_says_what_is_missing_and_keeps_what_nobody_knows(
    context: ServiceContext, home: Household
) -> None:
    case_id = a_case(
        context,
        home,
        location="Bad",
        emergency=True,
        note={"to": "DE89 3704 0044 0532 0130 00"},
        since="",
    )
    form = cases.case_view(context, home.auditor, case_id).form
    shown = [(one.key, one.label, one.value, one.fault, one.editable) for one in form.fields]
    assert shown == [
        ("location", "Ort im Haus", "Bad", None, True),
        ("element", "Bauteil", "", None, True),
        ("since", "Seit", "", FieldFault.MISSING, True),
        ("emergency", "Notfall", "ja", None, True),
        ("access", "Zutritt", "", None, True),
        ("note.to", "To", "DE89 •••• 3000", None, False),
    ]
    assert [one.key for one in form.missing] == ["since"]
    assert form.refusal == "access.denied", "an auditor reads"
    with context.database.read() as session:
        assert missing_fields(session, session.get_one(Case, case_id)) == ("Seit",)
    rows = cases.case_view(context, home.clerk, case_id).fields
    assert [row.key for row in rows] == ["location", "emergency", "note.to"]


def test_a_clerk_fills_in_the_form(context: ServiceContext, home: Household) -> None:
    case_id = a_case(context, home, location="Bad", emergency="weiß nicht")
    result = edit_fields(
        context,
        home.clerk,
        EditFields(
            case_id,
            {"since": " gestern ", "emergency": "no", "location": ""},
            version(context, case_id),
        ),
    )
    assert result.state is CaseState.IN_REVIEW
    assert stored(context, case_id) == {"since": "gestern", "emergency": False}
    (note,) = notes(context, case_id)
    assert note.splitlines() == [
        "Angaben bearbeitet.",
        "Ort im Haus: bisher Bad, jetzt –",
        "Seit: bisher –, jetzt gestern",
        "Notfall: bisher weiß nicht, jetzt nein",
    ]
    (details,) = audited(context, AuditAction.FIELDS_EDITED)
    assert "gestern" not in details
    assert '"location","since","emergency"' in details.replace(" ", "")
    assert_standings_true(context)


def test_two_people_edit_different_fields_and_only_the_same_one_is_refused(
    context: ServiceContext, home: Household
) -> None:
    case_id = a_case(context, home)
    seen = version(context, case_id)
    edit_fields(context, home.clerk, EditFields(case_id, {"location": "Bad"}, seen))
    edit_fields(context, home.second_clerk, EditFields(case_id, {"since": "heute"}, seen))
    error = refused(
        "conflict.changed",
        edit_fields,
        context,
        home.second_clerk,
        EditFields(case_id, {"location": "Küche"}, seen),
    )
    changes = error.params["changes"]
    assert [(one.fact, one.now) for one in changes] == [("fields.location", "Bad")]  # type: ignore[attr-defined]
    assert error.params["by"] == "Jette Modell"
    assert stored(context, case_id) == {"location": "Bad", "since": "heute"}


@pytest.mark.parametrize(
    ("code", "key", "text", "error"),
    [
        ("consumption", "reading", "viel", "field.not_a_number"),
        ("rent_certificate", "needed_by", "31.02.2026", "field.not_a_date"),
        ("damage", "emergency", "jein", "field.not_yes_or_no"),
        ("forms", "form", "boat", "field.not_a_choice"),
        ("damage", "location", "x" * 501, "field.too_long"),
        ("damage", "colour", "rot", "field.unknown"),
        ("damage", "location", "a\0b", "text.not_storable"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_changed(
    context: ServiceContext, home: Household, code: str, key: str, text: str, error: str
) -> None:
    case_id = a_case(context, home, code)
    wrong = EditFields(case_id, {key: text}, version(context, case_id))
    refused(error, edit_fields, context, home.clerk, wrong)
    assert (stored(context, case_id), notes(context, case_id)) == ({}, [])


def test_a_closed_case_keeps_form_and_list(context: ServiceContext, home: Household) -> None:
    case_id = a_case(context, home)
    check = cases.case_view(context, home.clerk, case_id).form.checks[0]
    closed = cases.close(
        context, home.clerk, CloseCase(case_id, "erledigt", version(context, case_id))
    )
    assert closed.state is CaseState.CLOSED, "open lines never keep a case open"
    edit = EditFields(case_id, {"location": "Bad"}, closed.version)
    refused("case.closed", edit_fields, context, home.clerk, edit)
    tick = TickCheck(case_id, check.check_id, done=True, expected_version=closed.version)
    refused("case.closed", tick_check, context, home.clerk, tick)
    assert cases.case_view(context, home.clerk, case_id).form.refusal == "case.closed"


def test_a_message_completes_the_form_and_overwrites_nothing(
    context: ServiceContext, home: Household
) -> None:
    case_id = a_case(context, home, location="Bad")
    with context.database.write() as unit:
        receive_message(
            unit,
            context,
            IncomingMessage(
                channel=Channel.PORTAL,
                at=datetime(2026, 11, 20, 9, tzinfo=UTC),
                correspondent="Aylin Musterbach",
                text="Nachtrag",
                fields={"location": "Küche", "since": "gestern", "extra": {"deep": 1}, "x": None},
            ),
            case_id=case_id,
            bank=None,
        )
    assert stored(context, case_id) == {
        "location": "Bad",
        "since": "gestern",
        "extra": {"deep": 1},
    }
    added, other = notes(context, case_id)
    assert added == "Aus der Nachricht ergänzt: Seit, Deep"
    assert other.splitlines() == [
        "Die Nachricht sagt etwas anderes, als in den Angaben steht.",
        "Ort im Haus: bisher Bad, in der Nachricht Küche",
    ]


def test_a_line_is_ticked_off_with_name_and_time_and_taken_back(
    context: ServiceContext, home: Household
) -> None:
    case_id = a_case(context, home)
    seen = version(context, case_id)
    first, second, *_ = cases.case_view(context, home.clerk, case_id).form.checks
    tick = TickCheck(case_id, first.check_id, done=True, expected_version=seen)
    assert tick_check(context, home.clerk, tick).state is CaseState.IN_REVIEW
    # Who wanted the same is not refused, and the first one keeps the line.
    tick_check(context, home.second_clerk, tick)
    tick_check(context, home.second_clerk, replace(tick, check_id=second.check_id))
    form = cases.case_view(context, home.clerk, case_id).form
    assert [(one.by, one.at) for one in form.checks[:2]] == [
        ("Jette Modell", context.clock.now()),
        ("Timo Vorlage", context.clock.now()),
    ]
    assert len(form.open_checks) == len(form.checks) - 2
    refused("conflict.changed", tick_check, context, home.second_clerk, replace(tick, done=False))
    now = version(context, case_id)
    tick_check(context, home.clerk, replace(tick, done=False, expected_version=now))
    assert not cases.case_view(context, home.clerk, case_id).form.checks[0].done
    assert len(audited(context, AuditAction.CHECK_TICKED)) == 2
    assert len(audited(context, AuditAction.CHECK_UNTICKED)) == 1
    told = [entry.event_code for entry in cases.case_view(context, home.clerk, case_id).timeline]
    assert told.count("case.check_ticked") == 2


def test_only_lines_of_the_category_can_be_ticked(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    case_id = a_case(context, home)
    check = cases.case_view(context, home.clerk, case_id).form.checks[0]
    seen = version(context, case_id)
    tick_check(context, home.clerk, TickCheck(case_id, check.check_id, True, seen))
    damage = next(one for one in list_categories(context, admin) if one.code == "damage")
    documents = next(one for one in list_categories(context, admin) if one.code == "documents")
    other = documents.checks[0].check_id
    assert other is not None
    refused("check.gone", tick_check, context, home.clerk, TickCheck(case_id, other, True, seen))
    save_category(context, admin, SaveCategory(replace(damage, checks=damage.checks[1:]), damage))
    form = cases.case_view(context, home.clerk, case_id).form
    assert [one.retired for one in form.checks] == [False, False, False, True]
    now = version(context, case_id)
    tick_check(context, home.clerk, TickCheck(case_id, check.check_id, False, now))
    assert len(cases.case_view(context, home.clerk, case_id).form.checks) == 3
    again = TickCheck(case_id, check.check_id, True, version(context, case_id))
    refused("check.gone", tick_check, context, home.clerk, again)


def test_an_administrator_adds_a_tenth_category(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    added = save_category(context, admin, SaveCategory(MOVING_OUT))
    assert (added.code, added.position) == ("kuendigung_auszug", 10)
    assert [one.key for one in added.fields] == ["auszug_am", "zimmer", "uebergabe"]
    assert added.fields[2].choices == (
        Choice("vormittags", "vormittags"),
        Choice("pm", "nachmittags"),
    )
    assert [line.check_id is not None for line in added.checks] == [True, True]
    assert [one.code for one in counts(context, home.clerk).categories][-1] == added.code
    assert len(audited(context, AuditAction.CATEGORY_CREATED)) == 1
    refused(
        "category.name_taken",
        save_category,
        context,
        admin,
        SaveCategory(replace(MOVING_OUT, code="x")),
    )
    refused(
        "category.code_taken",
        save_category,
        context,
        admin,
        SaveCategory(replace(MOVING_OUT, name="Kündigung Auszug")),
    )
    for stranger in (home.clerk, home.lead, home.auditor):
        refused("access.denied", save_category, context, stranger, SaveCategory(MOVING_OUT))
        refused("access.denied", list_categories, context, stranger)


def test_the_portal_sends_the_tenth_and_what_waited_is_taken_in(
    context: ServiceContext, home: Household, admin: Actor, portal: Portal, inbox: FolderInbox
) -> None:
    values = {"category": "kuendigung_auszug", "fields": {"auszug_am": "2027-02-28", "zimmer": 3}}
    portal.leave(request("early", **values))
    assert take_in(context, inbox).quarantined == 1
    added = save_category(context, admin, SaveCategory(MOVING_OUT))
    with context.database.read() as session:
        waiting = session.scalars(select(IntakeRecord.id)).one()
    reprocess(context, admin, inbox, Reprocess(waiting))
    portal.leave(request("later", **values, subject="Wir ziehen aus"))
    assert take_in(context, inbox).accepted == 1
    with context.database.read() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
        assert case.category_id == added.category_id
        assert case.due_on == date(2026, 11, 27), "five Werktage"
        assert missing_fields(session, case) == ()
        case_id = case.id
    form = cases.case_view(context, home.clerk, case_id).form
    assert [one.value for one in form.fields] == ["28.02.2027", "3", ""]
    by_code = {one.code: one.count for one in counts(context, home.clerk).categories}
    assert by_code[added.code] == 2
    assert_standings_true(context)


def test_a_tenth_category_is_recorded_by_hand_with_its_form(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    added = save_category(context, admin, SaveCategory(MOVING_OUT))
    choice = recording.categories(context, home.clerk)[-1]
    assert (choice.code, len(choice.fields)) == (added.code, 3)
    form = RecordingForm(
        stamped_on=date(2026, 11, 18),
        tenancy_id=home.tenancy_id,
        category=added.code,
        fields={"auszug_am": "28.02.2027", "uebergabe": "pm", "location": "of another form"},
    )
    done = recording.record_contact(context, home.clerk, RecordContact("key-1", form))
    assert stored(context, done.case_id) == {"auszug_am": "2027-02-28", "uebergabe": "pm"}
    wrong = replace(form, fields={"zimmer": "drei"})
    refused(
        "field.not_a_number",
        recording.record_contact,
        context,
        home.clerk,
        RecordContact("key-2", wrong),
    )
    save_category(context, admin, SaveCategory(replace(added, active=False), added))
    assert added.code not in [one.code for one in recording.categories(context, home.clerk)]
    refused(
        "recording.no_category",
        recording.record_contact,
        context,
        home.clerk,
        RecordContact("key-3", form),
    )
    by_code = {one.code: one.count for one in counts(context, home.clerk).categories}
    assert by_code[added.code] == 1, "it stays in sight while it has a case"
    cases.close(
        context, home.clerk, CloseCase(done.case_id, "fertig", version(context, done.case_id))
    )
    assert added.code not in {one.code for one in counts(context, home.clerk).categories}


def test_changes_keep_what_cases_hold(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    added = save_category(context, admin, SaveCategory(MOVING_OUT))
    assert added.category_id is not None
    home.categories[added.code] = added.category_id
    case_id = a_case(context, home, added.code, zimmer="drei", auszug_am="2027-02-28")
    due_on = cases.case_view(context, home.clerk, case_id).header.due_on
    changed = save_category(
        context,
        admin,
        SaveCategory(
            replace(
                added,
                name="Auszug",
                promise_workdays=2,
                fields=(replace(added.fields[0], label="Letzter Tag"),),
            ),
            added,
        ),
    )
    assert [one.key for one in changed.fields] == ["auszug_am"]
    view = cases.case_view(context, home.clerk, case_id)
    assert view.header.due_on == due_on, "the promise given stays"
    assert [(one.label, one.value, one.editable) for one in view.form.fields] == [
        ("Letzter Tag", "28.02.2027", True),
        ("Zimmer", "drei", False),
    ]
    assert_standings_true(context)
    (details,) = audited(context, AuditAction.CATEGORY_CHANGED)
    assert '["name","promise_workdays","fields"]' in details.replace(" ", "")
    # The field comes back by its name, with what stands in it.
    back = FieldDefinition(key="zimmer", label="Zimmer", kind=FieldKind.NUMBER)
    again = save_category(
        context, admin, SaveCategory(replace(changed, fields=(*changed.fields, back)), changed)
    )
    assert again.retired_fields == (replace(added.fields[2], retired=True),)
    field = cases.case_view(context, home.clerk, case_id).form.fields[1]
    assert (field.value, field.fault) == ("drei", FieldFault.NOT_A_NUMBER)


def test_of_two_administrators_the_second_is_told(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    seen = list_categories(context, admin)[1]
    save_category(context, admin, SaveCategory(replace(seen, name="Schäden"), seen))
    other = administrator(context, home, "admin2")
    refused(
        "category.changed",
        save_category,
        context,
        other,
        SaveCategory(replace(seen, name="Defekte"), seen),
    )
    # Wanting what is there already is no conflict.
    save_category(context, other, SaveCategory(replace(seen, name="Schäden"), seen))
    assert len(audited(context, AuditAction.CATEGORY_CHANGED)) == 1


def test_the_order_is_that_of_the_sidebar(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    general = list_categories(context, admin)[-1]
    assert general.category_id is not None
    move_category(context, admin, MoveCategory(general.category_id, -1))
    move_category(context, admin, MoveCategory(general.category_id, -1))
    move_category(context, admin, MoveCategory(home.categories["bank_details"], -1))
    shown = [one.code for one in counts(context, home.clerk).categories]
    assert shown == [one.code for one in list_categories(context, admin)]
    assert (shown[0], shown.index("general")) == ("bank_details", 6)
    refused(
        "access.denied", move_category, context, home.lead, MoveCategory(general.category_id, 1)
    )
    refused("category.gone", move_category, context, admin, MoveCategory(999, 1))


def test_a_category_of_one_company_is_none_of_another_ones_business(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    with context.database.write() as unit:
        company = add_company(unit, "whs", federal_state="BW", creditor_id="DE02ZZZ00000000001")
        other = actor_of(add_staff(unit, "admin3", [company], role=Role.ADMINISTRATOR))
        company_id = company.id
    own = save_category(context, other, SaveCategory(replace(MOVING_OUT, company_id=company_id)))
    assert own.code in [one.code for one in list_categories(context, other)]
    assert own.code not in [one.code for one in list_categories(context, admin)]
    assert own.code not in [one.code for one in recording.categories(context, home.clerk)]
    refused("access.denied", save_category, context, admin, SaveCategory(own, own))
    mine = replace(MOVING_OUT, company_id=home.company_id)
    assert save_category(context, admin, SaveCategory(mine)).code == own.code
    for_all = replace(MOVING_OUT, name="Für alle", code=own.code)
    refused("category.code_taken", save_category, context, other, SaveCategory(for_all))


LABEL = FieldDefinition(key="", label="Eins")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "category.name_missing"),
        ({"name": "x" * 81}, "category.too_long"),
        ({"name": "!?"}, "category.code_wrong"),
        ({"code": "12"}, "category.code_wrong"),
        ({"name": "Konto DE89 3704 0044 0532 0130 00"}, "category.holds_iban"),
        ({"icon": "boat"}, "category.icon_unknown"),
        ({"promise_workdays": 0}, "category.promise_wrong"),
        ({"promise_workdays": 251}, "category.promise_wrong"),
        ({"fields": (LABEL,) * 41}, "category.too_many_fields"),
        ({"fields": (replace(LABEL, label=" "),)}, "category.label_missing"),
        ({"fields": (LABEL, replace(LABEL, label="eins"))}, "category.label_twice"),
        ({"fields": (LABEL, replace(LABEL, label="Eins!"))}, "category.label_twice"),
        ({"fields": (replace(LABEL, kind=FieldKind.CHOICE),)}, "category.choices_missing"),
        (
            {
                "fields": (
                    replace(
                        LABEL, kind=FieldKind.CHOICE, choices=(Choice("", "a"), Choice("A", "b"))
                    ),
                )
            },
            "category.choice_twice",
        ),
        ({"checks": (CheckLine(""),)}, "category.check_missing"),
        ({"checks": (CheckLine("x"),) * 31}, "category.too_many_checks"),
        ({"name": "a\ud800"}, "text.not_storable"),
    ],
)
def test_what_is_wrong_is_said(
    context: ServiceContext, admin: Actor, changes: dict[str, Any], code: str
) -> None:
    refused(code, save_category, context, admin, SaveCategory(replace(MOVING_OUT, **changes)))
    assert len(list_categories(context, admin)) == 9


def test_bank_details_keep_their_own_names(context: ServiceContext, admin: Actor) -> None:
    bank = list_categories(context, admin)[0]
    iban = FieldDefinition(key="", label="IBAN")
    wanted = SaveCategory(replace(bank, fields=(iban,)), bank)
    refused("category.bank_form", save_category, context, admin, wanted)


def test_what_no_page_can_show_is_shortened_and_stays_as_it_came() -> None:
    long = FieldDefinition(key="text", label="Text", kind=FieldKind.TEXT)
    sent = {"text": "a" * 1_000_000, **{f"more_{n}": "x" for n in range(5_000)}}
    shown = form_fields([long], sent, reveals_ibans=True)
    assert len(shown) < 100
    assert sum(len(one.value) for one in shown) < 10_000
    assert "1000000" in shown[0].value
    # Whoever opened it in a field could only lose what the tenant wrote.
    assert not shown[0].editable
    assert "4940" in shown[-1].value
