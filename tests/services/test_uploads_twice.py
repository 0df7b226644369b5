"""The same letters in two batches, printed anew: each contract gets one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.document_match.reasons import ReasonCode
from desktop.domain.documents import DocumentKind, Verdict
from desktop.models.company import Company
from desktop.models.document import Document
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.commands import DecideRow, NewUpload
from tests.support.clock import FixedClock
from tests.support.factories import (
    Household,
    add_household,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.upload_batches import STATEMENTS, batch_of

NAMES = {f"77.0001.000{n}": f"Svea Testhausen{chr(97 + n)}" for n in range(3)}


@pytest.fixture
def home(context: ServiceContext) -> Household:
    """Three contracts beside the usual one."""
    made = add_household(context.database)
    with context.database.write() as unit:
        thor = unit.session.get_one(Company, made.company_id)
        for at, (number, name) in enumerate(NAMES.items()):
            flat = add_unit(unit, thor, property_number=f"77{at}")
            add_tenancy(unit, thor, flat, [add_tenant(unit, thor, *name.split())], number)
    return made


def printed(
    context: ServiceContext,
    folder: Path,
    text: str,
    command: NewUpload = STATEMENTS,
    numbers: int = 3,
) -> int:
    """A batch of a letter to each of the contracts; ``text`` makes each print another file."""
    names = list(NAMES.items())[:numbers]
    letters = {f"{number}.pdf": f"{name}\nVertrag {number}\n{text}" for number, name in names}
    return batch_of(context, SYSTEM, folder, letters, command)


def held(context: ServiceContext, upload_id: int) -> list[tuple[Verdict | None, bool]]:
    """The verdict of each letter that waits, and whether its contract has such a document."""
    return [
        (row.verdict, ReasonCode.TWICE in {one.code for one in row.reasons})
        for row in uploads.upload_rows(context, SYSTEM, upload_id)
    ]


def test_two_batches_published_at_once_double_nothing(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    batches = [printed(context, tmp_path / text, text) for text in ("eins", "zwei")]
    together = threading.Barrier(2)

    def publish(upload_id: int) -> int:
        def both_have_begun() -> bool:
            together.wait(timeout=60)
            return False

        done = uploads.publish_upload(context, SYSTEM, upload_id, is_cancelled=both_have_begun)
        return done.published

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(publish, batches)) == len(NAMES)
    with context.database.read() as session:
        assert len(set(session.scalars(select(Document.tenancy_id)))) == len(NAMES)
    left = [one for upload_id in batches for one in held(context, upload_id)]
    assert left == [(Verdict.CHECK, True)] * len(NAMES)


def test_a_decision_counts_against_what_could_be_known(
    context: ServiceContext, clock: FixedClock, home: Household, tmp_path: Path
) -> None:
    first, second = (printed(context, tmp_path / text, text, numbers=1) for text in ("a", "b"))

    def decide() -> None:
        clock.advance(timedelta(minutes=1))
        (row,) = uploads.upload_rows(context, home.lead, second)
        assert row.tenancy_id is not None
        command = DecideRow(row_id=row.id, version=row.version, tenancy_id=row.tenancy_id)
        uploads.decide_row(context, home.lead, command)
        clock.advance(timedelta(minutes=1))

    decide()
    assert uploads.publish_upload(context, SYSTEM, first).published == 1
    assert uploads.publish_upload(context, SYSTEM, second).published == 0
    assert held(context, second) == [(Verdict.CHECK, True)]
    # Now it is known, and wanted all the same.
    decide()
    assert uploads.publish_upload(context, SYSTEM, second).published == 1


@pytest.mark.parametrize(
    ("kind", "titles", "texts", "again"),
    [
        (DocumentKind.OPERATING_COSTS, ("A", "B"), ("Abrechnung 2025", "Abrechnung 2025."), True),
        (DocumentKind.OPERATING_COSTS, ("A", "A"), ("Abrechnung 2025", "Abrechnung 2024"), False),
        (DocumentKind.LETTER, ("Info", "info"), ("eins", "zwei"), True),
        (DocumentKind.LETTER, ("Info", "Aufzug"), ("eins", "zwei"), False),
    ],
)
def test_a_batch_without_a_period_is_compared_by_what_its_letters_say(
    context: ServiceContext,
    home: Household,
    tmp_path: Path,
    kind: DocumentKind,
    titles: tuple[str, str],
    texts: tuple[str, str],
    again: bool,
) -> None:
    one, other = (replace(STATEMENTS, kind=kind, title=title, period=None) for title in titles)
    first = printed(context, tmp_path / "1", texts[0], one, numbers=1)
    assert uploads.publish_upload(context, SYSTEM, first).published == 1
    second = printed(context, tmp_path / "2", texts[1], other, numbers=1)
    assert held(context, second) == [(Verdict.CHECK if again else Verdict.SURE, again)]
