"""Own saved views: kept by name, shared or not, changed by whom they belong to, taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Text, cast, literal, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.models.personal import SavedView
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.context import ServiceContext
from desktop.services.inbox import pages, reads
from desktop.services.inbox import saved_views as views
from desktop.services.inbox.filters import (
    AssigneeFilter,
    CaseFilter,
    DueFilter,
    ReadFilter,
    RunFilter,
    WaitingFilter,
)
from desktop.services.inbox.rows import InboxQuery, InboxSort, InboxView
from desktop.services.inbox.saved_counts import saved_counts
from desktop.services.inbox.saved_export import export_saved
from desktop.services.inbox.saved_views import ChangeView, NewView, Sharing
from desktop.services.staff.access import Actor
from tests.support.bank_cases import RECEIVED, add_application
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
    Household,
    actor_of,
    add_company,
    add_household,
    add_staff,
)

MINE = InboxQuery(
    view=InboxView.ALL_OPEN,
    sort=InboxSort.RECEIVED,
    filter=CaseFilter(
        categories=frozenset({"damage"}), assignee=AssigneeFilter.ME, due=DueFilter.THIS_WEEK
    ),
    needle="wasser",
)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def names(context: ServiceContext, actor: Actor) -> list[str]:
    return [view.name for view in views.list_views(context, actor)]


def refused(code: str, function: object, *args: object) -> None:
    with pytest.raises(UserError) as caught:
        function(*args)  # type: ignore[operator]
    assert caught.value.code == code


def test_a_view_is_kept_with_filter_words_and_order(
    context: ServiceContext, home: Household
) -> None:
    asked = replace(MINE, companies=frozenset({home.company_id}))
    saved = views.save_view(context, home.clerk, NewView("  Meine   Wasserschäden ", asked))
    assert saved.name == "Meine Wasserschäden"
    (found,) = views.list_views(context, home.clerk)
    assert found.query == MINE, "everything but the companies, which the top bar chooses"
    assert found.sharing is Sharing.OWN
    assert views.view_called(context, home.clerk, "meine wasserSCHÄDEN") == found


def test_names_are_unique_for_each_person(context: ServiceContext, home: Household) -> None:
    views.save_view(context, home.clerk, NewView("Straße", MINE))
    refused("saved_view.name_taken", views.save_view, context, home.clerk, NewView("STRASSE", MINE))
    refused("saved_view.name_missing", views.save_view, context, home.clerk, NewView(" ", MINE))
    refused("saved_view.name_long", views.save_view, context, home.clerk, NewView("a" * 61, MINE))
    views.save_view(context, home.second_clerk, NewView("Straße", MINE))
    assert names(context, home.clerk) == names(context, home.second_clerk) == ["Straße"]


def test_names_that_look_the_same_are_the_same(context: ServiceContext, home: Household) -> None:
    saved = views.save_view(context, home.clerk, NewView("U\u0308bergaben", MINE))
    assert saved.name == "Übergaben"
    again = NewView("ÜBERGABEN", MINE)
    refused("saved_view.name_taken", views.save_view, context, home.clerk, again)
    assert views.view_called(context, home.clerk, "u\u0308bergaben").view_id == saved.view_id
    for name in ("a\0b", "a\ud800"):
        refused("text.not_storable", views.save_view, context, home.clerk, NewView(name, MINE))


def test_what_is_no_list_or_holds_an_iban_is_not_kept(
    context: ServiceContext, home: Household
) -> None:
    of_tenancy = replace(MINE, tenancy_id=home.tenancy_id)
    with_iban = replace(MINE, needle=NEW_IBAN)
    new = [
        (NewView("a", of_tenancy), "saved_view.not_a_list"),
        (NewView("a", with_iban), "saved_view.holds_iban"),
        (NewView(f"Konto {NEW_IBAN}", MINE), "saved_view.holds_iban"),
    ]
    for command, code in new:
        refused(code, views.save_view, context, home.clerk, command)
    assert names(context, home.clerk) == []


def test_shared_views_are_opened_by_all_and_changed_by_owner_and_leads(
    context: ServiceContext, home: Household
) -> None:
    own = views.save_view(context, home.clerk, NewView("Nur ich", MINE))
    shared = views.save_view(context, home.clerk, NewView("Team", MINE, Sharing.TEAM))
    with context.database.write() as unit:
        other = add_company(unit, "alsterbau")
        stranger = actor_of(add_staff(unit, "fremd", [other], role=Role.LEAD, name="Fremde"))
    assert names(context, home.second_clerk) == ["Team"]
    assert names(context, stranger) == []
    (seen,) = views.list_views(context, home.second_clerk)
    assert (seen.owner_name, seen.may_change) == ("Jette Modell", False)
    rename = ChangeView(shared.view_id, shared.version, name="Anders")
    refused("saved_view.not_yours", views.change_view, context, home.second_clerk, rename)
    refused("saved_view.not_found", views.change_view, context, stranger, rename)
    hidden = ChangeView(own.view_id, own.version, name="Anders")
    refused("saved_view.not_found", views.change_view, context, home.lead, hidden)
    by_lead = views.change_view(context, home.lead, rename)
    assert by_lead.name == "Anders"
    refused("saved_view.changed", views.change_view, context, home.clerk, rename)
    taken_back = ChangeView(shared.view_id, by_lead.version, sharing=Sharing.OWN)
    views.change_view(context, home.clerk, taken_back)
    assert names(context, home.second_clerk) == []


def test_a_deleted_view_comes_back(context: ServiceContext, home: Household) -> None:
    saved = views.save_view(context, home.clerk, NewView("Weg", MINE))
    views.delete_view(context, home.clerk, saved.view_id, saved.version)
    assert names(context, home.clerk) == []
    refused("saved_view.not_found", views.view_called, context, home.clerk, "Weg")
    assert views.restore_view(context, home.clerk, saved.view_id).query == MINE
    assert names(context, home.clerk) == ["Weg"]
    refused("saved_view.not_found", views.restore_view, context, home.clerk, saved.view_id)


def test_a_deleted_view_whose_name_was_given_away_waits(
    context: ServiceContext, home: Household
) -> None:
    saved = views.save_view(context, home.clerk, NewView("Weg", MINE))
    views.delete_view(context, home.clerk, saved.view_id, saved.version)
    views.save_view(context, home.clerk, NewView("weg", MINE))
    refused("saved_view.name_taken", views.restore_view, context, home.clerk, saved.view_id)


def test_a_view_of_a_later_version_is_shown_but_not_opened(
    context: ServiceContext, home: Household
) -> None:
    saved = views.save_view(context, home.clerk, NewView("Morgen", MINE))
    with context.database.write() as unit:
        later = {"view": "all-open", "mood": "good"}
        unit.session.execute(update(SavedView).values(query=later))
    assert [view.query for view in views.list_views(context, home.clerk)] == [None]
    refused("saved_view.unreadable", views.view_called, context, home.clerk, "Morgen")
    with context.database.read() as session:
        version = session.scalars(select(SavedView.version)).one()
    views.delete_view(context, home.clerk, saved.view_id, version)
    assert names(context, home.clerk) == []


def test_a_broken_view_is_listed_beside_the_others_and_can_be_deleted(
    context: ServiceContext, home: Household
) -> None:
    saved = views.save_view(context, home.clerk, NewView("Kaputt", MINE))
    views.save_view(context, home.clerk, NewView("Heil", MINE))
    texts = ["null", "7", '{"view": 7}']
    kind: TypeEngine[Any] = postgresql.JSONB()
    if context.database.is_embedded:
        # A server takes no text in place of a document, a file takes any.
        texts += ["", "{", "[" * 100_000]
        kind = Text()
    for text in texts:
        with context.database.write() as unit:
            spoiled = update(SavedView).where(SavedView.id == saved.view_id)
            unit.session.execute(spoiled.values(query=cast(literal(text, Text), kind)))
        listed = {view.name: view.query for view in views.list_views(context, home.clerk)}
        assert listed == {"Kaputt": None, "Heil": MINE}
        assert saved.view_id not in saved_counts(context, home.clerk)
        refused("saved_view.unreadable", views.view_called, context, home.clerk, "Kaputt")
    (version,) = (view.version for view in views.list_views(context, home.clerk) if not view.query)
    views.delete_view(context, home.clerk, saved.view_id, version)
    assert names(context, home.clerk) == ["Heil"]


def test_words_of_a_shared_view_are_read_by_those_alone_who_see_all_companies_of_its_owner(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        here = unit.session.get_one(Company, home.company_id)
        other = add_company(unit, "alsterbau")
        both = actor_of(add_staff(unit, "both", [here, other], role=Role.LEAD, name="Bei beiden"))
        third = actor_of(add_staff(unit, "third", [here, other], name="Auch bei beiden"))
    saved = views.save_view(
        context, both, NewView("Herr Beispiel", replace(MINE, needle="beispiel"), Sharing.TEAM)
    )
    assert names(context, third) == ["Herr Beispiel"]
    # A tenant of the other company may be meant.
    assert names(context, home.clerk) == []
    assert saved.view_id not in saved_counts(context, home.clerk)
    refused("saved_view.not_found", views.view_called, context, home.clerk, "Herr Beispiel")
    rename = ChangeView(saved.view_id, saved.version, name="Anders")
    refused("saved_view.not_found", views.change_view, context, home.lead, rename)
    views.save_view(context, home.clerk, NewView("Bei uns", MINE, Sharing.TEAM))
    assert "Bei uns" in names(context, both)


def test_every_act_is_on_the_audit_log(context: ServiceContext, home: Household) -> None:
    saved = views.save_view(context, home.clerk, NewView("Weg", MINE))
    changed = views.change_view(
        context, home.clerk, ChangeView(saved.view_id, saved.version, sharing=Sharing.TEAM)
    )
    views.delete_view(context, home.clerk, saved.view_id, changed.version)
    views.restore_view(context, home.clerk, saved.view_id)
    with context.database.read() as session:
        rows = session.execute(
            select(AuditEvent.action, AuditEvent.actor)
            .where(AuditEvent.entity == "saved_views")
            .order_by(AuditEvent.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (f"saved_view.{act}", "clerk1") for act in ("created", "changed", "deleted", "restored")
    ]


def test_numbers_lists_and_the_export_are_one(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    """A view's number is what a click shows and what ``list-cases`` writes, for whoever looks."""
    for number in range(4):
        add_application(context, home, received_at=RECEIVED + timedelta(days=number))
    with context.database.read() as session:
        first = session.get_one(Case, 1)
    cases.take(context, home.clerk, TakeCase(first.id, first.version))
    reads.mark_read(context, home.clerk, 2, 1)
    wanted = {
        "Alles": InboxQuery(),
        "Meine": InboxQuery(filter=CaseFilter(assignee=AssigneeFilter.ME)),
        "Eigene": InboxQuery(view=InboxView.MINE, category="bank_details"),
        "Niemands": InboxQuery(
            view=InboxView.UNASSIGNED, filter=CaseFilter(assignee=AssigneeFilter.NOBODY)
        ),
        "Ungelesen": InboxQuery(filter=CaseFilter(read=ReadFilter.UNREAD)),
        "Risiko": InboxQuery(filter=CaseFilter(run=RunFilter.AT_RISK, due=DueFilter.THIS_WEEK)),
        "Kanal": InboxQuery(filter=CaseFilter(channels=frozenset({Channel.LETTER}))),
        "Person": InboxQuery(
            filter=CaseFilter(
                assignee=AssigneeFilter.PEOPLE, people=frozenset({home.clerk.person_id})
            )
        ),
        "Wörter": InboxQuery(needle="musterbach bankverb"),
        "Warten": InboxQuery(filter=CaseFilter(waiting=WaitingFilter.WAITING)),
    }
    for name, query in wanted.items():
        views.save_view(context, home.clerk, NewView(name, query, Sharing.TEAM))
    for day in range(6):
        for actor in (home.clerk, home.second_clerk):
            counts = saved_counts(context, actor)
            for view in views.list_views(context, actor):
                assert view.query is not None
                listed = pages.opening(context, actor, view.query)
                exported = list(export_saved(context, actor.login, view.name))
                found = (counts[view.view_id], len(listed.rows), len(exported))
                assert found == (listed.total,) * 3, (day, actor.login, view.name)
        clock.advance(timedelta(days=2))
    with pytest.raises(UserError, match="saved_view"):
        list(export_saved(context, "clerk1", "Gibt es nicht"))
