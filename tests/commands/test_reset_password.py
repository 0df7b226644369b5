"""``reset-password`` as it is called: whom nobody could let in any more comes in again."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop import app, commands
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.exchange import AuditEvent
from desktop.services.staff.passwords import NewPassword, choose_password
from desktop.services.staff.sign_in import sign_in
from desktop.settings import DataFolder
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_company, add_staff

FORGOTTEN = "vier Pferde im Regen"
OWN = "sieben Äpfel unterm Dach"


def test_the_only_administrator_comes_in_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder(tmp_path / "data")

    def reset(login: str) -> int:
        arguments = ["reset-password", login, "--data-dir", str(folder.path)]
        return commands.run(arguments, load_application=lambda: app)

    with closing(app.build_context(folder)) as opened:
        context = replace(opened, hasher=CHEAP_PASSWORDS)
        with context.database.write() as unit:
            hashed = CHEAP_PASSWORDS.hash(FORGOTTEN)
            administers = Role.ADMINISTRATOR
            company = add_company(unit, "thor")
            add_staff(unit, "ida", [company], role=administers, password_hash=hashed)
            add_staff(unit, "weg", [company]).active = False
        for _ in range(5):
            with pytest.raises(UserError):
                sign_in(context, "ida", "falsch")
        with pytest.raises(UserError, match=r"^sign_in\.locked$"):
            sign_in(context, "ida", FORGOTTEN)

        assert reset(" Ida ") == 0
        told = json.loads(capsys.readouterr().out)
        assert (told.pop("login"), told.pop("name")) == ("ida", "Jette Modell")
        assert set(told) == {"password", "until"}
        with pytest.raises(UserError, match=r"^sign_in\.failed$"):
            sign_in(context, "ida", FORGOTTEN)
        actor = choose_password(context, "ida", NewPassword(told["password"], OWN, OWN))
        assert sign_in(context, "ida", OWN) == actor
        with context.database.read() as session:
            (line,) = session.scalars(
                select(AuditEvent).where(AuditEvent.action == "staff.password_reset")
            )
        assert (line.actor, line.entity_id) == ("system", actor.staff_id)
        assert told["password"] not in line.details

        for nobody, said in (("niemand", "„niemand“ gibt es hier nicht"), ("weg", "abgeschaltet")):
            assert reset(nobody) == 2
            captured = capsys.readouterr()
            assert not captured.out
            assert said in captured.err
