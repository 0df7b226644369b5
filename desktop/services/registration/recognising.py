"""Which code of a household was typed: asked of what is stored, without ever knowing a code.

The HMAC under the installation's key answers at once for every code that was made with it. Imported
hashes, and codes that a workplace with another key made, have to be tried with Argon2id, which
takes its time on purpose: so often at most, and only what was really typed comes first.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.registration_diagnosis import Recognise
from desktop.models.registration import RegistrationCode
from desktop.services.context import ServiceContext

MOST_TRIES = 12
"""So many Argon2id hashes are computed for one question: about a third of a second."""


def recogniser(session: Session, context: ServiceContext, code_ids: Collection[int]) -> Recognise:
    """Return what says which of these codes has given bare symbols (``typed_code``).

    It never raises: without the key it knows only what Argon2id tells. Make one for each question;
    it holds what was asked as long as it lives, and nothing of it is stored.
    """
    rows = session.execute(
        select(RegistrationCode.id, RegistrationCode.lookup, RegistrationCode.hash)
        .where(RegistrationCode.id.in_(code_ids), RegistrationCode.hash.is_not(None))
        .order_by(RegistrationCode.id.desc())
    ).all()
    return _Recogniser(
        context,
        {row.lookup: row.id for row in rows if row.lookup is not None},
        [(row.id, row.hash) for row in rows if row.lookup is None],
        [(row.id, row.hash) for row in rows if row.lookup is not None],
    )


class _Recogniser:
    def __init__(
        self,
        context: ServiceContext,
        known: dict[str, int],
        imported: list[tuple[int, str]],
        ours: list[tuple[int, str]],
    ) -> None:
        self._context = context
        self._known = known
        self._imported = imported
        self._ours = ours
        self._left = MOST_TRIES

    def __call__(self, symbols: str) -> int | None:
        found = self._looked_up(symbols)
        if found is not None:
            return found
        # Codes of ours are tried once, with what was typed: the key may be another one.
        tried, self._ours = [*self._imported, *self._ours], []
        for code_id, stored in tried:
            if self._left <= 0:
                return None
            self._left -= 1
            if self._context.codes.verify(stored, symbols):
                return code_id
        return None

    def _looked_up(self, symbols: str) -> int | None:
        if not self._known:
            return None
        try:
            return self._known.get(self._context.codes.lookup(symbols))
        except UserError:
            return None
