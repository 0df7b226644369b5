"""What cannot be taken in waits for a person; and everything is taken in once."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.case_status import CaseState
from desktop.domain.portal_event import HANDLED_TYPES, PortalEventType
from desktop.domain.portal_json import QuarantineReason
from desktop.models.case import Case, Message, RawFile
from desktop.models.company import Company
from desktop.models.exchange import Delivery, IntakeRecord
from desktop.services.context import ServiceContext
from desktop.services.intake import decision
from desktop.services.intake.use_cases import IntakeCounts, take_in
from tests.services.intake_support import (
    count,
    household,
    inbox,
    make_case,
    portal,
    reasons,
    record_of,
    rows,
)
from tests.support.factories import (
    Household,
    add_company,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.portal import (
    HAS_PIPES,
    Portal,
    attachment,
    make_pipe,
    message,
    other,
    request,
    with_value,
    without,
)

__all__ = ["household", "inbox", "portal"]

pytestmark = pytest.mark.usefixtures("household")


def leave_wrong_events(portal: Portal) -> None:
    """Folders whose fault lies in event.json; each is named after its reason."""
    raw = json.dumps(request("dup")).encode()
    portal.leave(b"no json", "invalid_json")
    portal.leave(raw.replace(b'"id"', b'"source": "x", "id"'), "invalid_json doubled")
    portal.leave(raw.replace(b'"Neue Bankverbindung"', b"NaN"), "invalid_json nan")
    portal.leave(b"[]", "schema array")
    portal.leave(raw.replace(b"Neue", b"\\ud800"), "schema surrogate")
    portal.leave(raw.replace(b"Neue", b"\\u0000"), "schema zero")
    portal.leave(without(request(), "time"), "schema time")
    portal.leave(request(category="pizza"), "schema category")
    portal.leave(request(channel="fax"), "schema channel")
    portal.leave(request(fields={"iban": 7}), "schema fields")
    other_way = "de.mieterdesk.request.received.v1"
    portal.leave(with_value(request(), ("type",), other_way), "unknown_type")
    portal.leave(request(company="nobody", contract_number="-"), "unknown_company")
    portal.leave(request(contract_number="10.9999"), "unknown_contract")
    portal.leave(message(None), "unknown_case absent")
    portal.leave(message("V-2026-999999"), "unknown_case none")


def leave_wrong_files(portal: Portal, outside: Path) -> None:
    """Folders whose fault lies in their files; each is named after its reason."""

    def leave(folder: str, file: str, content: bytes = b"x", **changes: Any) -> Path:
        entry = attachment(file, content, **changes)
        return portal.leave(request(attachments=[entry]), folder, {"a.pdf": b"x"})

    leave("missing_file", "b.pdf")
    leave("wrong_hash", "a.pdf", b"y")
    leave("wrong_hash size", "a.pdf", size=2)
    leave("wrong_hash text", "a.pdf", sha256="x")
    leave("bad_file_name", "../../secret.txt")
    leave("bad_file_name empty", "")
    (leave("bad_file_name link", "secret.txt") / "secret.txt").symlink_to(outside)
    (leave("bad_file_name unnamed link", "a.pdf") / "dangling").symlink_to("/nonexistent")
    deep = leave("bad_file_name folder", "a.pdf") / "sub"
    deep.mkdir()
    (deep / "deep.txt").write_bytes(b"x")
    make_pipe(leave("bad_file_name pipe", "a.pdf") / "pipe")
    make_pipe(leave("missing_file named pipe", "p", b"") / "p")


def leave_without_event(portal: Portal, outside: Path) -> None:
    """Folders in which event.json is no file that can be read; each is named after its reason."""
    new = portal.root / "new"
    (new / "missing_file event").mkdir()
    (new / "missing_file directory" / "event.json").mkdir(parents=True)
    (new / "missing_file pipe").mkdir()
    make_pipe(new / "missing_file pipe" / "event.json")
    (new / "bad_file_name event").mkdir()
    (new / "bad_file_name event" / "event.json").symlink_to(outside)
    (new / "too_large event").mkdir()
    with (new / "too_large event" / "event.json").open("wb") as file:
        file.truncate(60 * 1024 * 1024)


def test_every_reason(
    context: ServiceContext, portal: Portal, inbox: FolderInbox, tmp_path: Path
) -> None:
    outside = portal.exchange / "secret.txt"
    outside.write_bytes(b"x")
    leave_wrong_events(portal)
    leave_wrong_files(portal, outside)
    leave_without_event(portal, outside)
    left = portal.names("new")
    assert take_in(context, inbox) == IntakeCounts(quarantined=len(left))
    assert reasons(context) == {name: name.split()[0] for name in left}
    assert {row.reason for row in rows(context)} == {
        reason.value for reason in QuarantineReason if reason is not QuarantineReason.ID_REUSED
    }
    assert portal.names("quarantine") == left
    assert (portal.root / "quarantine" / "bad_file_name link" / "secret.txt").is_symlink()
    assert (portal.root / "quarantine" / "bad_file_name folder" / "sub" / "deep.txt").exists()
    assert portal.names("new") == portal.names("cur") == portal.names("done") == []
    assert count(context, Case) == count(context, Message) == count(context, Delivery) == 0
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []
    assert outside.read_bytes() == b"x"


@pytest.mark.skipif(not HAS_PIPES, reason="no sockets in folders here")
def test_a_socket_is_no_file_and_a_hard_link_is_one(
    context: ServiceContext, portal: Portal, inbox: FolderInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_socket = portal.leave(request("1"), "1")
    # Addresses of sockets are short, folders of tests are not.
    monkeypatch.chdir(with_socket)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
    other_name = portal.exchange / "same content, two names"
    other_name.write_bytes(b"x")
    with_link = portal.leave(request("2", attachments=[attachment("a", b"x")]), "2")
    (with_link / "a").hardlink_to(other_name)
    assert take_in(context, inbox) == IntakeCounts(accepted=1, quarantined=1)
    assert reasons(context) == {"1": "bad_file_name", "2": None}
    assert other_name.read_bytes() == b"x"


def test_a_case_is_found_only_within_its_contract(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    reference = make_case(context, household, CaseState.NEW)
    with context.database.write() as unit:
        company = unit.session.get_one(Company, household.company_id)
        tenant = add_tenant(unit, company, "Rolf", "Fremder")
        add_tenancy(unit, company, add_unit(unit, company, property_number="9"), [tenant], "10.9")
        foreign = add_company(unit, "whs", federal_state="BW")
        stranger = add_tenant(unit, foreign, "Rolf", "Fremder")
        add_tenancy(unit, foreign, add_unit(unit, foreign), [stranger])
    portal.leave(message(reference, "1", contract_number="10.9"))
    portal.leave(message(reference, "2", company="whs"))
    portal.leave(message(reference, "3"))
    take_in(context, inbox)
    assert reasons(context) == {"1": "unknown_case", "2": "unknown_case", "3": None}


def test_a_contract_is_found_only_within_its_company(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    with context.database.write() as unit:
        add_company(unit, "whs", federal_state="BW")
    portal.leave(request(company="whs"))
    take_in(context, inbox)
    assert reasons(context) == {"event-1": "unknown_contract"}
    assert record_of(context, "event-1").company_id is not None


def test_the_same_again_is_a_duplicate(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    event = request(attachments=[attachment("a", b"x")])
    turned = json.dumps(dict(reversed(event.items())), indent=3).encode()
    portal.leave(event, "1", {"a": b"x"})
    portal.leave(b"\xef\xbb\xbf" + turned, "2", {"a": b"x", "more": b"y"})
    assert take_in(context, inbox) == IntakeCounts(accepted=1, duplicate=1)
    portal.leave(event, "1", {"a": b"x"})
    assert take_in(context, inbox) == IntakeCounts(duplicate=1)
    assert count(context, Case) == count(context, Message) == count(context, Delivery) == 1
    listed = rows(context)
    assert [(row.folder, row.outcome.value) for row in listed] == [
        ("1", "case"),
        ("2", "duplicate"),
        ("1", "duplicate"),
    ]
    assert len({row.reference for row in listed}) == 1
    assert portal.names("done") == ["1", "2"]
    # What nobody names is dropped from no delivery.
    assert count(context, RawFile) == 1


def test_the_same_id_with_other_content_is_reused(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(request(), "1")
    portal.leave(request(text="Doch nicht."), "2")
    portal.leave(request(attachments=[attachment("a", b"x")]), "3", {"a": b"x"})
    portal.leave(with_value(request(), ("source",), "/portal/whs"), "4")
    portal.leave(request(contract_number="10.9999"), "5")
    assert take_in(context, inbox) == IntakeCounts(accepted=2, quarantined=3)
    assert reasons(context) == {
        "1": None,
        "2": "id_reused",
        "3": "id_reused",
        "4": None,
        "5": "id_reused",
    }


def test_a_mended_delivery_is_taken_in_and_closes_the_entry(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    broken = request(attachments=[attachment("a", b"right")])
    portal.leave(broken, "1", {"a": b"wrong", "b": b"stray"})
    portal.leave(broken, "2", {"a": b"wrong"})
    portal.leave(request(contract_number="-"), "3")
    assert take_in(context, inbox) == IntakeCounts(quarantined=3)
    portal.leave(broken, "1", {"a": b"right"})
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    with context.database.read() as session:
        states = session.execute(
            select(IntakeRecord.folder, IntakeRecord.quarantine_state).order_by(IntakeRecord.id)
        ).all()
    assert [(folder, state and state.value) for folder, state in states] == [
        ("1", "mended"),
        ("2", "mended"),
        ("3", "mended"),
        ("1", None),
    ]
    assert portal.names("quarantine") == []
    # What the broken deliveries held is kept with their raw records: nothing is ever dropped.
    assert count(context, RawFile) == 3
    assert take_in(context, inbox) == IntakeCounts()


def test_what_is_too_large_to_be_kept_stays_for_a_person(
    context: ServiceContext, portal: Portal, inbox: FolderInbox, tmp_path: Path
) -> None:
    event = request(attachments=[attachment("a", b"right")])
    broken = portal.leave(event, "1", {"a": b"right"})
    with (broken / "stray").open("wb") as file:
        # Sparse: it takes no room here, and would take all of it in the document store.
        file.truncate(600 * 1024**3)
    assert take_in(context, inbox) == IntakeCounts(quarantined=1)
    portal.leave(event, "2", {"a": b"right"})
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert reasons(context) == {"1": "too_large", "2": None}
    assert portal.names("quarantine") == ["1"]
    assert [path.stat().st_size for path in (tmp_path / "documents").iterdir()] == [5]


def test_a_quarantined_key_is_not_used(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(request(contract_number="-"), "1")
    portal.leave(request(contract_number="-"), "2")
    assert take_in(context, inbox) == IntakeCounts(quarantined=2)
    assert set(reasons(context).values()) == {"unknown_contract"}


def test_folders_of_one_name_lie_beside_each_other_in_quarantine(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    name = "ä" * 127
    for _ in range(3):
        portal.leave(b"broken", name)
        take_in(context, inbox)
    kept = portal.names("quarantine")
    assert len(kept) == 3
    assert name in kept
    assert [row.folder for row in rows(context)] == [name] * 3


def test_what_is_in_the_contract_and_not_handled_yet_is_kept_raw(
    context: ServiceContext,
    portal: Portal,
    inbox: FolderInbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # By now all are: this is what becomes of the next that joins the contract.
    assert set(PortalEventType) == HANDLED_TYPES
    handled = HANDLED_TYPES - {PortalEventType.CERTIFICATE_REQUESTED}
    monkeypatch.setattr(decision, "HANDLED_TYPES", handled)
    event = other(PortalEventType.CERTIFICATE_REQUESTED, "with a file")
    event["data"]["contract_number"] = "not known yet"
    event["data"]["attachments"] = [attachment("a", b"x")]
    portal.leave(event, files={"a": b"x"})
    assert take_in(context, inbox) == IntakeCounts(unsupported=1)
    portal.leave(event, "again", {"a": b"x"})
    assert take_in(context, inbox) == IntakeCounts(duplicate=1)
    assert record_of(context, "with a file").raw is not None
    assert count(context, RawFile) == 1
    assert count(context, Case) == 0
