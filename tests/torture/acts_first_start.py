"""A first start that is killed: nobody has begun in the folder, or all of it is there.

The steps are those behind the assistant's last button, without its window. Who is asked again gets
another key, as in the window. What the computer's key ring holds lies in the data folder here, so
that the next process finds it, under a name that a folder may have in which nobody has begun.
"""

from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from shutil import rmtree

from sqlalchemy import select

from desktop import app
from desktop.adapters.passwords import Argon2Passwords
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.master_key import MasterKey
from desktop.first_folder import begin_in_aside, kept_key, made_aside, move_in
from desktop.master_key import KeyChain
from desktop.models.company import Category, Company, Staff
from desktop.services.companies.details import DetailsForm
from desktop.services.first_start.beginning import (
    Beginning,
    FirstAdministrator,
    FirstCompany,
    begin_with,
    usual_office,
    usual_rules,
)
from desktop.services.first_start.begun import has_begun
from desktop.settings import DataFolder, is_untouched
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, half, lost
from tests.torture.world import World

PASSWORD = "ein langes Kennwort fuer Ida"
_BEGUN = "begun"
_BEGINNING = Beginning(
    company=FirstCompany(
        code="muster",
        details=DetailsForm(
            name="Muster Wohnen",
            short_name="MW",
            town="Kiel",
            creditor_id="DE98ZZZ09999999999",
        ),
        rules=usual_rules(),
        office=usual_office(),
    ),
    administrator=FirstAdministrator(
        name="Ida Beispiel", login="ida", chosen=PASSWORD, repeated=PASSWORD
    ),
)


class _Ring:
    """A key ring that the next process finds again."""

    def __init__(self, folder: DataFolder) -> None:
        self._place = folder.dictionaries

    def check(self) -> None:
        """It is there."""

    def keep(self, key: MasterKey) -> None:
        """Keep a key; what it is kept in is another's program, and not killed with ours."""
        try:
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._place / key.fingerprint).write_bytes(key.secret)
        except OSError as error:
            raise UserError("key_ring.unreachable") from error

    def find(self, fingerprint: str) -> MasterKey | None:
        """Return a whole key."""
        try:
            return MasterKey((self._place / fingerprint).read_bytes())
        except (OSError, ValueError):
            return None

    def forget(self, key: MasterKey) -> None:
        """Forget a key."""
        try:
            (self._place / key.fingerprint).unlink(missing_ok=True)
        except OSError as error:
            raise UserError("key_ring.unreachable") from error


def prepare(world: World) -> None:
    """A folder in which nobody has begun."""
    world.context.close()
    rmtree(world.folder.path)
    world.folder.create()


def do_plain(desk: Desk) -> None:
    """Begin, unless somebody has."""
    _begin(desk, None)


def do_encrypted(desk: Desk) -> None:
    """Begin with a key that nobody had before."""
    _begin(desk, _key(desk))


def _key(desk: Desk) -> MasterKey:
    """The one of the sheet that is printed in this run."""
    return MasterKey(bytes([1 + desk.restarted]) * 32)


def _begin(desk: Desk, key: MasterKey | None) -> None:
    keys = app._KEYS if desk.restarted else _with_ring(desk.folder)

    def begin_in(folder: DataFolder) -> None:
        with closing(app.build_context(folder, clock=desk.clock)) as context:
            begin_with(context, _BEGINNING)

    if is_untouched(desk.folder):
        with kept_key(keys, key), made_aside(desk.folder) as aside:
            begin_in_aside(aside, key, begin_in)
            move_in(aside, desk.folder)
    else:
        with desk.open() as context:
            begun = has_begun(context)
        if not begun:
            begin_in(desk.folder)
    desk.acknowledge(_BEGUN, "company and administrator")


def _with_ring(folder: DataFolder) -> KeyChain:
    keys = KeyChain(_Ring(folder))
    app._KEYS = keys  # the wiring's own, in a process that ends after it
    return keys


def has_come_so_far(desk: Desk) -> bool:
    """Whether there is a folder to be opened, now with its key; else the assistant asks again."""
    keys = _with_ring(desk.folder)
    if is_untouched(desk.folder):
        return False
    try:
        keys.key_for(desk.folder)
    except UserError:
        # The ring could not keep it; the person has the printed sheets.
        for number in (1, 2):
            with suppress(UserError):
                keys.take_typed(desk.folder, (bytes([number]) * 32).hex())
    return True


def check_plain(after: Recovered) -> Iterable[Finding]:
    """All of it, and nothing that needs a key."""
    yield from _check(after)
    if (after.folder.path / "key.check").exists():
        yield half("a folder without a key says that it needs one")


def check_encrypted(after: Recovered) -> Iterable[Finding]:
    """All of it, and the printed sheet opens it where the key ring is lost."""
    yield from _check(after)
    fits = [one for one in (1, 2) if _opens(after.folder, bytes([one]) * 32)]
    if len(fits) != 1:
        yield lost(f"the recovery key: {fits} open the folder")
    if after.folder.database_file.read_bytes().startswith(b"SQLite"):
        yield half("the folder was to be encrypted and is not")


def _opens(folder: DataFolder, secret: bytes) -> bool:
    keys = KeyChain(_Ring(DataFolder(Path("/nowhere"))))
    try:
        keys.take_typed(folder, secret.hex())
    except UserError:
        return False
    return keys.key_for(folder) == MasterKey(secret)


def _check(after: Recovered) -> Iterable[Finding]:
    session = after.session
    companies = session.scalars(select(Company.code)).all()
    people = session.scalars(select(Staff)).all()
    if (list(companies), [one.login for one in people]) != (["muster"], ["ida"]):
        yield half(f"companies {companies}, people {[one.login for one in people]}")
        return
    (person,) = people
    if not (person.active and person.role is Role.ADMINISTRATOR):
        yield half("nobody administers")
    if not Argon2Passwords().verify(person.password_hash, PASSWORD):
        yield lost("the password of the administrator")
    if not session.scalars(select(Category.id)).all():
        yield half("a company without categories")
    aside = after.folder.path / ".first-start"
    if after.finished and aside.exists() and any(aside.iterdir()):
        yield half("what was made aside lies there still")
