"""Another category: fields stay, the promise is counted anew, an application is set aside whole."""

from datetime import date

import pytest
from sqlalchemy import select

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.findings import FindingCode
from desktop.domain.kinds import Role
from desktop.domain.work import FieldKind
from desktop.models.bank import BankChange
from desktop.models.company import Category, Company
from desktop.models.form import CategoryField
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import CopyIban
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import AssignCase, ChangeCategory, CloseCase, SplitCase
from desktop.services.cases.creation import NewAttachment
from desktop.services.context import ServiceContext
from desktop.services.inbox.export import CaseExport, export_cases
from desktop.services.inbox.rows import InboxQuery, InboxView
from desktop.services.search.use_cases import search
from desktop.services.search.view import SearchQuery
from tests.support.acting import ask, page, version
from tests.support.bank_cases import add_application, codes, fields, propose
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
    Household,
    actor_of,
    add_household,
    add_staff,
)
from tests.support.lists import all_ids
from tests.support.standings import assert_standings_true


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def move(context: ServiceContext, home: Household, case_id: int, code: str) -> None:
    command = ChangeCategory(case_id, home.categories[code], version(context, case_id))
    cases.change_category(context, home.clerk, command)


def test_the_promise_is_shown_before_and_counted_from_the_same_receipt(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        unit.session.get_one(Category, home.categories["documents"]).promise_workdays = 3
        unit.session.get_one(Category, home.categories["forms"]).active = False
    case_id = ask(context, home, fields={"room": "Bad"})
    with context.database.write() as unit:
        unit.session.add(
            CategoryField(
                category_id=home.categories["documents"],
                key="year",
                label="Jahr",
                kind=FieldKind.NUMBER,
                required=True,
                position=1,
            )
        )
    offered = cases.category_choices(context, home.clerk, case_id)
    assert offered.due_on == date(2026, 12, 4)
    by_code = {one.code: one for one in offered.choices}
    assert "damage" not in by_code
    assert "forms" not in by_code
    assert by_code["documents"].due_on == date(2026, 11, 25)
    assert (by_code["documents"].missing, by_code["general"].missing) == (("Jahr",), ())
    assert all(one.action.possible for one in offered.choices)
    move(context, home, case_id, "documents")
    view = page(context, home.clerk, case_id)
    assert view.header.category_code == "documents"
    assert view.header.due_on == date(2026, 11, 25)
    assert [(row.key, row.value) for row in view.fields] == [("room", "Bad")]
    (act,) = (one for one in view.timeline if one.event_code == "case.category_changed")
    assert act.text == "Documents"
    assert_standings_true(context)
    assert all_ids(context, home.clerk, InboxQuery(category="documents")) == [case_id]
    assert all_ids(context, home.clerk, InboxQuery(category="damage")) == []


def test_a_case_becomes_a_bank_change_made_of_its_fields(
    context: ServiceContext, home: Household
) -> None:
    case_id = ask(
        context,
        home,
        "general",
        fields={"iban": NEW_IBAN, "account_holder": "Aylin Musterbach", "remark": "eilt"},
    )
    move(context, home, case_id, "bank_details")
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.case.header.due_on is not None
    assert [row.key for row in view.case.fields] == ["remark"]
    with context.database.read() as session:
        change = session.scalars(select(BankChange).where(BankChange.case_id == case_id)).one()
        assert change.iban == NEW_IBAN
        assert change.variant is BankChangeVariant.NEW_ACCOUNT
        assert change.account_holder == "Aylin Musterbach"
    assert_standings_true(context)


def test_without_contract_no_bank_change(context: ServiceContext, home: Household) -> None:
    case_id = ask(context, home, "general", tenancy_id=None)
    choices = cases.category_choices(context, home.clerk, case_id).choices
    (bank,) = (one for one in choices if one.code == "bank_details")
    assert bank.action.reason == "category.needs_contract"
    with pytest.raises(UserError, match=r"category\.needs_contract"):
        move(context, home, case_id, "bank_details")


def test_an_application_is_set_aside_and_comes_back(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    move(context, home, case_id, "general")
    assert not bank_changes.is_bank_change(context, home.clerk, case_id)
    with pytest.raises(UserError, match=r"bank_change\.none"):
        bank_changes.copy_iban(context, home.clerk, CopyIban(case_id))
    assert page(context, home.clerk, case_id).header.category_code == "general"
    for day in (date(2026, 11, 23), date(2026, 11, 30), date(2027, 1, 4)):
        clock.set_berlin(day)
        assert_standings_true(context)
        assert all_ids(context, home.clerk, InboxQuery(InboxView.RUN_AT_RISK)) == []
    clock.set_berlin(date(2026, 11, 23))
    (line,) = export_cases(context, home.clerk, CaseExport())
    assert (line.category, line.debit_file_on, line.effective_month) == ("general", None, None)
    assert line.findings == ()
    hits = search(context, home.clerk, SearchQuery(text=NEW_IBAN)).hits
    assert [hit.kind for hit in hits] == []
    # Another application of the contract is no second one.
    other = add_application(context, home, received_at=clock.now())
    assert FindingCode.RISK_REPEATED not in codes(context, home.clerk, other)
    cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", version(context, case_id)))
    with context.database.read() as session:
        change = session.scalars(select(BankChange).where(BankChange.case_id == case_id)).one()
        assert (change.state, change.iban) == (BankChangeState.SET_ASIDE, NEW_IBAN)


def test_what_was_set_aside_is_taken_up_as_it_was(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    before = page(context, home.clerk, case_id).header
    move(context, home, case_id, "general")
    move(context, home, case_id, "bank_details")
    after = page(context, home.clerk, case_id).header
    assert (after.due_on, after.act_by, after.completed_at) == (
        before.due_on,
        before.act_by,
        before.completed_at,
    )
    assert propose(context, home.clerk, case_id).state is CaseState.PROPOSED
    hits = search(context, home.clerk, SearchQuery(text=NEW_IBAN)).hits
    assert hits
    with pytest.raises(UserError, match=r"category\.bank_change_decided"):
        move(context, home, case_id, "general")


def test_refused_moves_change_nothing(context: ServiceContext, home: Household) -> None:
    case_id = ask(context, home)
    with pytest.raises(UserError, match=r"category\.same"):
        move(context, home, case_id, "damage")
    command = ChangeCategory(case_id, 99_999, version(context, case_id))
    with pytest.raises(UserError, match=r"category\.gone"):
        cases.change_category(context, home.clerk, command)
    shown = version(context, case_id)
    cases.assign(context, home.clerk, AssignCase(case_id, shown, home.clerk.staff_id))
    # Who it belongs to is another matter.
    cases.change_category(
        context, home.clerk, ChangeCategory(case_id, home.categories["forms"], shown)
    )
    with pytest.raises(UserError, match=r"conflict\.changed"):
        cases.change_category(
            context, home.second_clerk, ChangeCategory(case_id, home.categories["general"], shown)
        )
    cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", version(context, case_id)))
    with pytest.raises(UserError, match=r"case\.closed"):
        move(context, home, case_id, "general")


def test_a_message_begins_a_case_of_its_own(context: ServiceContext, home: Household) -> None:
    digest = context.documents.put([b"%PDF-1.4 mandate"]).sha256
    case_id = add_application(context, home)
    with context.database.write() as unit:
        admin = add_staff(
            unit,
            "admin",
            [unit.session.get_one(Company, home.company_id)],
            role=Role.ADMINISTRATOR,
            name="Ada Amt",
        )
        keeper = actor_of(admin)
    first = ask(
        context,
        home,
        "bank_details",
        bank=fields(),
        attachments=(
            NewAttachment(name="mandat.pdf", media_type="application/pdf", size=16, sha256=digest),
        ),
    )
    message = next(one for one in page(context, home.clerk, first).timeline if one.attachments)
    (offered,) = cases.split_messages(context, home.clerk, first)
    assert (offered.message_id, offered.title) == (message.entry_id, "Heizung im Bad bleibt kalt")
    made = cases.split_case(
        context,
        home.clerk,
        SplitCase(
            first,
            message.entry_id,
            home.categories["damage"],
            "Heizung",
            version(context, first),
        ),
    )
    view = page(context, home.clerk, made.case_id)
    assert (view.header.category_code, view.header.subject) == ("damage", "Heizung")
    assert view.header.received_on == date(2026, 11, 20)
    assert view.header.due_on == date(2026, 12, 4)
    assert [file.name for file in view.attachments] == ["mandat.pdf"]
    assert view.tenancy is not None
    links = {one.case_id: one.link for one in view.tenancy.earlier_cases if one.link}
    assert set(links) == {first}
    assert [file.name for file in page(context, home.clerk, first).attachments] == ["mandat.pdf"]
    # The same file still shows an account.
    with pytest.raises(UserError, match=r"access\.denied"):
        cases.attachment_bytes(context, keeper, view.attachments[0].attachment_id)
    command = SplitCase(
        case_id, message.entry_id, home.categories["damage"], "", version(context, case_id)
    )
    with pytest.raises(UserError, match=r"split\.no_message"):
        cases.split_case(context, home.clerk, command)
    assert_standings_true(context)
