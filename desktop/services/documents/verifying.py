"""Are all documents there, and still what they were? And what lies there that nobody refers to?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.documents.references import contents_in_use
from desktop.services.ports import DocumentStore
from desktop.services.staff.access import Actor, Permission, require

YOUNG_FOR = timedelta(days=1)
"""What came so lately may belong to something that is not committed yet."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDocuments:
    """What was found. Contents are named by their SHA-256, orphans by their names in the store."""

    documents: int
    sound: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    orphans: tuple[str, ...]
    young: int
    """Without reference, but so young that somebody may be about to refer to them."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing that is referred to is missing or damaged."""
        return not self.missing and not self.damaged


def verify_documents(
    context: ServiceContext,
    actor: Actor,
    *,
    on_progress: Progress = lambda _done, _total: None,
) -> VerifiedDocuments:
    """Read every document that the database refers to, in every store; nothing is changed.

    ``on_progress`` is told how many documents of how many are read.

    Raises:
        UserError: ``access.denied``; ``documents.unreachable``, ``documents.no_credentials`` or
            ``documents.credentials_unusable``, because what cannot be asked is not missing.
    """
    require(actor, Permission.OPERATE)
    # Before the stores are looked at: whatever is committed lies there already.
    with context.database.read() as session:
        known = sorted(contents_in_use(session))
    held = {store: _ages(context, store) for store in context.stores.every()}
    missing: list[str] = []
    damaged: list[str] = []
    for number, sha256 in enumerate(known, start=1):
        holders = [store for store, names in held.items() if store.name_of(sha256) in names]
        if not holders:
            missing.append(sha256)
        elif not any(_is_sound(store, sha256) for store in holders):
            damaged.append(sha256)
        on_progress(number, len(known))
    strangers = _strangers(held, known)
    return VerifiedDocuments(
        documents=len(known),
        sound=len(known) - len(missing) - len(damaged),
        missing=tuple(missing),
        damaged=tuple(damaged),
        orphans=tuple(sorted(name for name, is_young in strangers.items() if not is_young)),
        young=sum(strangers.values()),
    )


def _ages(context: ServiceContext, store: DocumentStore) -> dict[str, bool]:
    """What lies in a store by its name, and whether it is young."""
    border = context.clock.machine_now() - YOUNG_FOR
    return {one.name: one.since is not None and one.since > border for one in store.listed()}


def _is_sound(store: DocumentStore, sha256: str) -> bool:
    try:
        store.open(sha256).close()
    except UserError as error:
        if error.code not in {"documents.damaged", "documents.missing"}:
            raise
        return False
    return True


def _strangers(
    held: Mapping[DocumentStore, Mapping[str, bool]], known: list[str]
) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for store, names in held.items():
        expected = {store.name_of(sha256) for sha256 in known}
        found |= {name: is_young for name, is_young in names.items() if name not in expected}
    return found
