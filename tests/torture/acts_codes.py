"""Letters with a code for many: asked for, printed, printed once more, posted; the older codes end.

Paper is a file for every time that a batch is handed over. Whoever starts the program again after a
kill looks at it, as a person looks at the printer, and says what became of the batch.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from sqlalchemy import select, update

from desktop.domain.accounts import AddressChoice
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import DeliveryState, PortalAccountState, PrintWay
from desktop.domain.letter import Letter
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind, OutgoingEvent
from desktop.services.letters import use_cases as letters
from desktop.services.letters.commands import PrintLetters, RepeatBatch, TakeBatchBack
from desktop.services.letters.view import BatchContent, BatchRow
from desktop.services.registration.use_cases import (
    BulkRequest,
    RequestCode,
    request_code,
    request_many,
)
from desktop.settings import DataFolder
from tests.support.bank_cases import add_application, fields
from tests.support.code_letters import clear_code, portal_known
from tests.support.letters import PlainPress, add_letter
from tests.torture.acts_release import person
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, doubled, half, lost
from tests.torture.world import World, holder_of

LATER = timedelta(hours=1)
"""The undo time of every letter is over by then."""
PAPER = "paper"
_LETTERS_A_BATCH = 3
_END = "end"
_PRESS = PlainPress()


def prepare(world: World) -> None:
    """Nobody is registered; every second party has an older letter, which a newer one replaces.

    To each of these a reply is to be printed as well, in the batch with their code.
    """
    context = world.context
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount).values(state=PortalAccountState.INVITED, external_id=None)
        )
    portal_known(context, world.homes[0].company_id)
    (world.folder.path / PAPER).mkdir()
    clerk = person(context, "clerk1")
    for number, home in enumerate(world.homes[::2], start=1):
        wanted = RequestCode(
            tenancy_id=home.tenancy_id, tenant_id=home.tenant_id, address=AddressChoice.POSTAL
        )
        case_id = add_application(context, home, fields(account_holder=holder_of(home)))
        made = request_code(context, clerk, wanted)
        world.at(LATER * number)
        command = PrintLetters((made.delivery_id or 0,), PrintWay.FILE)
        letters.print_letters(context, clerk, _PRESS, _paper(context, world.folder), command)
        letters.post_batch(context, clerk, number)
        add_letter(context, case_id)
        request_code(context, clerk, wanted)


def do(desk: Desk) -> None:
    """Say what became of the last prints, ask for what is missing, then print what waits."""
    desk.at(timedelta(days=1))
    with desk.open() as context:
        clerk = person(context, "clerk1")
        for batch in letters.list_letters(context, clerk, _PRESS).unconfirmed:
            _decide(desk, context, batch)
        with context.database.read() as session:
            company_id = session.scalars(select(Company.id)).one()
        done = request_many(context, clerk, BulkRequest(company_id=company_id))
        desk.acknowledge("asked", done.requested)
        desk.at(timedelta(days=1) + LATER)
        while waiting := _waiting(context):
            command = PrintLetters(waiting[:_LETTERS_A_BATCH], PrintWay.FILE)
            paper = _paper(context, desk.folder)
            made = letters.print_letters(context, clerk, _PRESS, paper, command)
            _acknowledge(desk, context, made.number)
        _print_again_and_post(desk, context)


def _waiting(context: ServiceContext) -> tuple[int, ...]:
    rows = letters.list_letters(context, person(context, "clerk1"), _PRESS).letters
    return tuple(row.delivery_id for row in rows if row.is_printable)


def _decide(desk: Desk, context: ServiceContext, batch: BatchRow) -> None:
    """Look at the paper: what is whole is printed; else it is printed once more, or waits again."""
    clerk = person(context, "clerk1")
    number, seen = batch.number, batch.made_round
    if any(_is_whole(lines) for lines in _papers(desk.folder, f"{number}-{seen}-")):
        letters.confirm_batch(context, clerk, number, seen)
    elif (number + seen) % 2:
        paper = _paper(context, desk.folder)
        letters.repeat_batch(context, clerk, paper, RepeatBatch(number, PrintWay.FILE, seen))
    else:
        letters.take_batch_back(context, clerk, TakeBatchBack(number, "", seen))
        desk.acknowledge("taken back", number)
        return
    _acknowledge(desk, context, number)


def _print_again_and_post(desk: Desk, context: ServiceContext) -> None:
    """Print what nobody brought to the post once more, as after a jam, and post that."""
    clerk = person(context, "clerk1")
    for batch in letters.list_letters(context, clerk, _PRESS).past:
        if not batch.to_post:
            continue
        if batch.made_round == 1:
            paper = _paper(context, desk.folder)
            letters.repeat_batch(context, clerk, paper, RepeatBatch(batch.number, PrintWay.FILE, 1))
            _acknowledge(desk, context, batch.number)
        letters.post_batch(context, clerk, batch.number)
        desk.acknowledge("posted", batch.number)


def _acknowledge(desk: Desk, context: ServiceContext, number: int) -> None:
    """Say which letters are on paper: codes as the database knows them, others by their id."""
    with context.database.read() as session:
        rows = session.execute(
            select(BatchLetter.delivery_id, RegistrationCode.lookup)
            .join(LetterBatch, LetterBatch.id == BatchLetter.batch_id)
            .outerjoin(
                RegistrationCode, RegistrationCode.delivery_id == BatchLetter.held_delivery_id
            )
            .where(LetterBatch.number == number, BatchLetter.held_delivery_id.is_not(None))
        ).tuples()
        for delivery_id, lookup in rows.all():
            desk.acknowledge("on paper" if lookup else "reply", lookup or delivery_id)


def _paper(context: ServiceContext, folder: DataFolder) -> Callable[[BatchContent], None]:
    """Paper of a batch: a line for every letter, then the end; torn where the program dies."""

    def print_on(content: BatchContent) -> None:
        with context.database.read() as session:
            made_round = session.scalars(
                select(LetterBatch.made_round).where(LetterBatch.number == content.number)
            ).one()
        name = f"{content.number}-{made_round}-"
        file = folder.path / PAPER / f"{name}{len(_papers(folder, name))}.txt"
        with file.open("w", encoding="utf-8") as sheets:
            for letter in content.letters:
                print(_line(context, letter), file=sheets, flush=True)
            print(_END, file=sheets)

    return print_on


def _line(context: ServiceContext, letter: Letter) -> str:
    if not any(block.card for block in letter.body):
        return letter.batch_mark
    return context.codes.lookup(clear_code(letter).replace("-", ""))


def _papers(folder: DataFolder, beginning: str = "") -> list[list[str]]:
    files = sorted((folder.path / PAPER).glob(f"{beginning}*.txt"))
    return [file.read_text(encoding="utf-8").splitlines() for file in files]


def _is_whole(lines: list[str]) -> bool:
    return lines[-1:] == [_END]


def check(after: Recovered) -> Iterable[Finding]:
    """What is on paper counts, or its account says why not; in the end everybody has a letter."""
    rows = after.session.scalars(select(RegistrationCode)).all()
    by_lookup = {row.lookup: row for row in rows if row.lookup is not None}
    on_paper = {line for lines in _papers(after.folder) for line in lines}
    for lookup in {*after.of("on paper"), *(on_paper & by_lookup.keys())}:
        row = by_lookup.get(lookup)
        if row is None:
            yield lost("a printed code")
        elif not row.state.usable and row.end_reason is None:
            yield half(f"printed code {row.id} is {row.state.value} and nobody says why")
    for row in _sure(after):
        if row.lookup not in on_paper:
            yield lost(f"the paper of code {row.id}, which counts as {row.state.value}")
    for one in after.of("reply"):
        if after.session.get_one(Delivery, int(one)).state is not DeliveryState.DELIVERED:
            yield doubled(f"reply {one} is to be printed although it was")
    if after.finished:
        accounts = after.session.scalars(select(PortalAccount.id)).all()
        having = {row.portal_account_id for row in rows if row.state is CodeState.POSTED}
        yield from (lost(f"account {one} has no letter") for one in accounts if one not in having)
        yield from _left(after)


def _sure(after: Recovered) -> Iterable[RegistrationCode]:
    """The codes that count as posted, or as printed because nobody is asked about their batch."""
    for row in after.session.scalars(select(RegistrationCode)):
        sure = after.session.scalar(
            select(BatchLetter.made_round <= LetterBatch.printed_round)
            .join(LetterBatch, LetterBatch.id == BatchLetter.batch_id)
            .where(BatchLetter.held_delivery_id == row.delivery_id)
        )
        if row.state is CodeState.POSTED or (row.state is CodeState.ISSUED and sure):
            yield row


def _left(after: Recovered) -> Iterable[Finding]:
    """Letters that still wait although everything was printed."""
    for row in after.session.scalars(
        select(Delivery).where(
            Delivery.type.in_([*LetterKind]), Delivery.state == DeliveryState.WAITING
        )
    ):
        yield lost(f"letter {row.id} is not printed")


def invariants(after: Recovered) -> Iterable[Finding]:
    """What holds at every moment: one usable code, one request, and a portal that knows of both."""
    rows = after.session.scalars(select(RegistrationCode).order_by(RegistrationCode.id)).all()
    usable = [row.portal_account_id for row in rows if row.state.usable]
    asked = [row.portal_account_id for row in rows if row.state is CodeState.REQUESTED]
    for found, what in ((usable, "usable codes"), (asked, "letters")):
        for account in {one for one in found if found.count(one) > 1}:
            yield doubled(f"account {account} has {found.count(account)} {what}")
    told = _told(after)
    for row in rows:
        heard = told.get(row.public_id, [])
        if row.state.usable and heard != ["issued"]:
            yield half(f"code {row.id} is {row.state.value}, the portal heard {heard}")
        if row.state is CodeState.REVOKED and row.hash is not None and heard[-1:] != ["revoked"]:
            yield half(f"code {row.id} is revoked, the portal heard {heard}")
        if row.state is CodeState.REQUESTED and heard:
            yield half(f"code {row.id} is only asked for, the portal heard {heard}")


def _told(after: Recovered) -> dict[str, list[str]]:
    """What the portal is told of each code, in the order in which it was caused."""
    found: dict[str, list[str]] = {}
    types = {OutgoingEvent.CODE_ISSUED: "issued", OutgoingEvent.CODE_REVOKED: "revoked"}
    rows = after.session.scalars(
        select(Delivery).where(Delivery.type.in_([*types])).order_by(Delivery.id)
    )
    for row in rows:
        found.setdefault(row.data["code_id"], []).append(types[OutgoingEvent(row.type)])
    return found
