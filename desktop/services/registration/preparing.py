"""Codes are made with their hashes before the transaction in which a letter is rendered.

The hash takes its time on purpose, so many are made at once, in threads. The clear code lives in
``PreparedCode`` and ``RenderedCode`` and nowhere else.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.registration_code import ClearCode, new_code
from desktop.models.registration import RegistrationCode
from desktop.services.context import ServiceContext
from desktop.services.registration.portions import portions


@dataclass(frozen=True, slots=True)
class PreparedCode:
    """A code that is made and belongs to nobody yet. ``repr`` shows nothing of it."""

    clear: ClearCode = field(repr=False)
    hash: str = field(repr=False)
    lookup: str = field(repr=False)


class PreparedCodes:
    """Codes for one batch of letters, each handed out once; more are made where they run out."""

    def __init__(self, context: ServiceContext, codes: Iterable[PreparedCode]) -> None:
        self._context = context
        self._codes = list(codes)

    def __len__(self) -> int:
        return len(self._codes)

    def take(self, session: Session, count: int) -> list[PreparedCode]:
        """Hand out codes that no stored code has, dead ones included."""
        taken: dict[str, PreparedCode] = {}
        while len(taken) < count:
            missing = count - len(taken)
            drawn, self._codes = self._codes[:missing], self._codes[missing:]
            drawn += [make_code(self._context) for _ in range(missing - len(drawn))]
            known = _known(session, [code.lookup for code in drawn])
            taken |= {code.lookup: code for code in drawn if code.lookup not in known}
        return list(taken.values())


def prepare_codes(
    context: ServiceContext,
    count: int,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> PreparedCodes:
    """Make codes with their hashes on all processors; call it outside of a transaction.

    A cancelled call returns what it has; ``PreparedCodes`` makes what is missing by itself.

    Raises:
        UserError: ``codes.key_missing`` or ``codes.key_unusable``.
    """
    if count < 1:
        return PreparedCodes(context, ())
    made: list[PreparedCode] = []
    workers = min(count, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers, thread_name_prefix="codes") as threads:
        waiting = [threads.submit(make_code, context) for _ in range(count)]
        for one in waiting:
            if is_cancelled():
                threads.shutdown(wait=True, cancel_futures=True)
                break
            made.append(one.result())
            on_progress(len(made))
    return PreparedCodes(context, made)


def make_code(context: ServiceContext) -> PreparedCode:
    """Make one code with its hash; about 25 ms."""
    clear = new_code(secrets.choice)
    keeper = context.codes
    return PreparedCode(clear, keeper.hash(clear.symbols), keeper.lookup(clear.symbols))


def _known(session: Session, lookups: Sequence[str]) -> set[str]:
    """Return which of these codes were made before, whatever became of them."""
    found: set[str] = set()
    for some in portions(lookups):
        found.update(
            known
            for known in session.scalars(
                select(RegistrationCode.lookup).where(RegistrationCode.lookup.in_(some))
            )
            if known is not None
        )
    return found
