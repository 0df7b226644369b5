"""A configuration leaves as a file and comes into another installation: all of it or nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop import app, commands
from desktop.domain.code_letter import Part
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Category, Company, Staff
from desktop.models.exchange import AuditEvent
from desktop.services.categories.built_in import lay_categories
from desktop.services.configuration.use_cases import (
    ImportConfiguration,
    export_configuration,
    import_configuration,
    preview_import,
)
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_editing import create_reply
from desktop.services.conversation.reply_forms import ReplyForm
from desktop.services.letters.templates import SaveTemplate, save_template
from desktop.services.staff.access import SYSTEM, Actor
from desktop.services.teams.commands import SaveRule, SaveTeam
from desktop.services.teams.editing import save_team
from desktop.services.teams.rules import save_rule
from desktop.settings import DataFolder
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import Household, actor_of, add_household, add_staff

SECRET = "ein Kennwort, das nirgends steht"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def admin(context: ServiceContext, home: Household) -> Actor:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        company.settings = {"promise_workdays": 8, "closing_days": ["2026-12-28"]}
        hashed = CHEAP_PASSWORDS.hash(SECRET)
        return actor_of(
            add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, password_hash=hashed)
        )


def _set_up(context: ServiceContext, home: Household, admin: Actor) -> None:
    """A team, a rule with a person, a reply and a letter of one's own."""
    team_id = save_team(
        context, admin, SaveTeam(name="Technik", member_ids=frozenset({home.clerk.person_id}))
    )
    category_id = home.categories["damage"]
    save_rule(
        context,
        admin,
        SaveRule(
            company_id=home.company_id,
            team_id=team_id,
            category_id=category_id,
            staff_id=home.clerk.person_id,
        ),
    )
    reply = ReplyForm(title="Danke", shortcut="danke", subject="Dank", text="Vielen Dank.")
    create_reply(context, admin, reply)
    save_template(context, admin, SaveTemplate(home.company_id, {Part.SUBJECT: "Ihr Code"}, 0))


def test_a_file_fills_another_installation_and_says_the_same_there(
    context: ServiceContext, home: Household, admin: Actor, tmp_path: Path
) -> None:
    _set_up(context, home, admin)
    content = export_configuration(context, admin)
    told = json.loads(content)
    assert [one["login"] for one in told["staff"]] == [
        "admin",
        "auditor",
        "clerk1",
        "clerk2",
        "lead",
    ]
    assert "argon2" not in content.decode()
    assert export_configuration(context, SYSTEM) == content
    assert not preview_import(context, admin, content).changes
    other = app.build_context(DataFolder(tmp_path / "other"))
    try:
        # Of clerks alone nobody can add others, of none nobody can even sign in.
        for left_out in (2, len(told["staff"])):
            few = {**told, "staff": told["staff"][left_out:], "teams": [], "routing": []}
            shut = json.dumps(few).encode()
            with pytest.raises(UserError, match=r"^configuration\.no_administrator$"):
                import_configuration(other, SYSTEM, ImportConfiguration(shut))
        plan = preview_import(other, SYSTEM, content)
        assert all(change.is_new for change in plan.changes)
        with other.database.read() as session:
            assert session.scalars(select(Company)).all() == []
            assert session.scalars(select(AuditEvent)).all() == []
        done = import_configuration(other, SYSTEM, ImportConfiguration(content, plan.digest))
        assert done == plan
        assert export_configuration(other, SYSTEM) == content
        with other.database.read() as session:
            people = session.scalars(select(Staff)).all()
        assert {one.password_hash for one in people} == {""}
    finally:
        other.close()


def _edited(content: bytes, edit: Callable[[dict[str, Any]], object]) -> bytes:
    told = json.loads(content)
    edit(told)
    return json.dumps(told).encode()


def test_a_preview_names_what_differs_and_a_file_is_taken_over_whole_or_not_at_all(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    _set_up(context, home, admin)
    content = export_configuration(context, admin)

    def edit(told: dict[str, Any]) -> None:
        told["companies"][0]["settings"]["cutoff_day"] = 18
        told["companies"][0]["phone"] = "040 1"
        told["staff"].append({**told["staff"][2], "login": "neu", "name": "Nele Neu"})
        told["categories"][1]["checks"] = ["Fotos gesehen"]

    changed = _edited(content, edit)
    plan = preview_import(context, admin, changed)
    assert [(one.kind.value, one.is_new, one.parts) for one in plan.changes] == [
        ("companies", False, ("phone", "cutoff_day")),
        ("categories", False, ("checks",)),
        ("staff", True, ()),
    ]
    assert export_configuration(context, admin) == content
    with pytest.raises(UserError, match=r"^configuration\.changed$"):
        import_configuration(context, admin, ImportConfiguration(changed, "another plan"))
    assert export_configuration(context, admin) == content
    import_configuration(context, admin, ImportConfiguration(changed, plan.digest))
    assert not preview_import(context, admin, changed).changes
    # What the file does not name stays.
    nothing = json.dumps({"format": "mieterdesk-configuration", "version": 1}).encode()
    assert not preview_import(context, admin, nothing).changes


def test_what_cannot_be_taken_over_is_named_and_nothing_of_it_is(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    _set_up(context, home, admin)
    content = export_configuration(context, admin)
    first: tuple[tuple[str, Callable[[dict[str, Any]], object]], ...] = (
        ("newer", lambda told: told.update(version=2)),
        ("no_file", lambda told: told.update(format="else")),
        ("faulty", lambda told: told["companies"][0].pop("name")),
        ("faulty", lambda told: told["companies"][0].update(nmae="Tippfehler")),
        ("refused", lambda told: told["companies"][0]["settings"].update(cutoff_day=99)),
        ("refused", lambda told: told["companies"][0].update(federal_state="XX")),
        ("refused", lambda told: told["teams"][0].update(members=["niemand"])),
        ("refused", lambda told: told["letters"][0]["texts"].update(subject="{unbekannt}")),
    )
    for code, edit in first:

        def both(told: dict[str, Any], edit: Callable[[dict[str, Any]], object] = edit) -> None:
            told["categories"][0]["name"] = "Anders"
            edit(told)

        with pytest.raises(UserError, match=rf"^configuration\.{code}$"):
            import_configuration(context, admin, ImportConfiguration(_edited(content, both)))
    for junk in (b"", b"\xff", b"[" * 100_000, b'{"format": 1}'):
        with pytest.raises(UserError, match=r"^configuration\.no_file$"):
            preview_import(context, admin, junk)
    assert export_configuration(context, admin) == content
    with pytest.raises(UserError, match=r"^access\.denied$"):
        export_configuration(context, home.lead)


def test_the_commands_write_and_take_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder(tmp_path / "data")
    context = app.build_context(folder)
    with context.database.write() as unit:
        lay_categories(unit.session)
    context.close()
    file = tmp_path / "einrichtung.json"

    def call(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
        status = commands.run(
            [*arguments, "--data-dir", str(folder.path)], load_application=lambda: app
        )
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert call("export-configuration", str(file))[0] == 0
    file.write_bytes(
        _edited(file.read_bytes(), lambda told: told["categories"][1].update(promise_workdays=4))
    )
    assert call("import-configuration", str(file), "--preview")[1][-1] == {
        "changes": 1,
        "kept": False,
    }
    status, (line, summary) = call("import-configuration", str(file))
    assert (status, line["parts"], summary["kept"]) == (0, ["promise_workdays"], True)
    assert call("import-configuration", str(tmp_path / "none.json"))[0] == 2
    context = app.build_context(folder)
    with context.database.read() as session:
        promises = session.scalars(select(Category.promise_workdays)).all()
    context.close()
    assert 4 in promises
