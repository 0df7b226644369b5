"""The registration clinic over the tables: every reason is found, nothing typed stays anywhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from desktop.adapters.code_keeper import InstallationCodes
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.domain.errors import UserError
from desktop.domain.kinds import (
    BatchState,
    DeliveryChannel,
    DeliveryState,
    PortalAccountState,
    PrintWay,
)
from desktop.domain.registration_diagnosis import Attempt, IssuedCode, Trouble
from desktop.domain.registration_reasons import Certainty, Reason
from desktop.models.base import Base
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.models.registration import RegistrationCode
from desktop.services.cases import page as case_page
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind
from desktop.services.registration import clinic
from desktop.services.registration.clinic_reply import clinic_reply
from desktop.services.registration.clinic_view import ClinicQuestion, ClinicView, Examination
from desktop.services.registration.recognising import MOST_TRIES
from desktop.texts.registration import hint_letter, letter_line, letters_sentence
from tests.support.factories import Household, add_household
from tests.support.registration import (
    IMPORTED,
    OLD,
    PARTNERS,
    VALID,
    add_attempt,
    add_letter,
    add_partner,
    add_registration_case,
    invite,
)

P = VALID.printed
CANARY = "K7QM-2XRA-9PTW"
NAME = "Kanarienvogel-Wächter"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    household = add_household(context.database)
    invite(context, household)
    return household


@dataclass
class Clinic:
    """A case with its clinic."""

    context: ServiceContext
    home: Household
    case_id: int

    def examine(self, tenant_id: int | None = None, **told: Any) -> Examination:
        question = ClinicQuestion(self.case_id, tenant_id or self.home.tenant_id, Attempt(**told))
        return clinic.examine(self.context, self.home.clerk, question)

    def reasons(self, **told: Any) -> list[Reason]:
        return [hint.reason for hint in self.examine(**told).hints]

    def view(self) -> ClinicView:
        view = case_page.load(self.context, self.home.clerk, self.case_id).clinic
        assert view is not None
        return view


@pytest.fixture
def room(context: ServiceContext, home: Household) -> Clinic:
    return Clinic(context, home, add_registration_case(context, home))


Prepare = Callable[[ServiceContext, Household], object]


def posted(context: ServiceContext, home: Household) -> None:
    add_letter(context, home)


def dead(state: CodeState) -> Prepare:
    def prepare(context: ServiceContext, home: Household) -> None:
        ended = datetime(2026, 11, 14, 9, tzinfo=UTC)
        add_letter(context, home, state=state, ended_at=ended)

    return prepare


def account(**changes: Any) -> Prepare:
    def prepare(context: ServiceContext, home: Household) -> None:
        invite(context, home, **changes)
        add_letter(context, home, state=CodeState.REDEEMED)

    return prepare


def partners(context: ServiceContext, home: Household) -> None:
    partner = add_partner(context, home)
    add_letter(context, home)
    add_letter(context, home, PARTNERS, tenant_id=partner, surname="Beispiel")


def unprinted(context: ServiceContext, home: Household) -> None:
    add_letter(context, home, None, issued_at=None)


def not_at_portal(context: ServiceContext, home: Household) -> None:
    code_id = add_letter(context, home)
    with context.database.write() as unit:
        code = unit.session.get_one(RegistrationCode, code_id)
        unit.session.add(
            Delivery(
                event_id=str(uuid4()),
                company_id=home.company_id,
                tenancy_id=home.tenancy_id,
                channel=DeliveryChannel.PORTAL,
                type="de.mieterdesk.registration_code.issued.v1",
                time=context.clock.now(),
                data={"code_id": code.public_id},
                state=DeliveryState.WAITING,
                not_before=context.clock.now(),
            )
        )


def named(surname: str) -> Prepare:
    def prepare(context: ServiceContext, home: Household) -> None:
        add_letter(context, home, surname=surname)

    return prepare


EVERY: list[tuple[Reason, Prepare, dict[str, Any]]] = [
    (Reason.ACCOUNT_LOCKED, account(state=PortalAccountState.LOCKED), {}),
    (Reason.ACCOUNT_ACTIVE, account(state=PortalAccountState.ACTIVATED), {}),
    (Reason.ACCOUNT_CLOSED, account(state=PortalAccountState.CLOSED), {}),
    (Reason.ACTIVATION_NOT_CLICKED, account(state=PortalAccountState.REGISTERED), {}),
    (Reason.ACTIVATION_SPAM, account(state=PortalAccountState.REGISTERED), {}),
    (
        Reason.ACTIVATION_WRONG_ADDRESS,
        account(state=PortalAccountState.REGISTERED, email="a@example.org"),
        {"email": "b@example.org"},
    ),
    (
        Reason.CHANNEL_CHANGED,
        account(state=PortalAccountState.REGISTERED, channel=Channel.APP),
        {"channel": Channel.PORTAL},
    ),
    (Reason.CODE_NEVER_ISSUED, lambda _context, _home: None, {}),
    (Reason.CODE_NOT_PRINTED, unprinted, {}),
    (Reason.CODE_OTHER_PARTY, partners, {"code": PARTNERS.printed}),
    (Reason.CODE_REVOKED, dead(CodeState.REVOKED), {"code": P}),
    (Reason.CODE_REDEEMED, dead(CodeState.REDEEMED), {"code": P}),
    (Reason.CODE_LOCKED, dead(CodeState.LOCKED), {"code": P}),
    (Reason.CODE_EXPIRED, dead(CodeState.EXPIRED), {"code": P}),
    (Reason.CODE_RETURNED, dead(CodeState.RETURNED), {"code": P}),
    (Reason.CODE_NOT_AT_PORTAL, not_at_portal, {"code": P}),
    (Reason.CODE_MISSING, posted, {"code": " "}),
    (Reason.CODE_CONFUSED, posted, {"code": P.replace("Q", "0")}),
    (Reason.CODE_SWAPPED, posted, {"code": P[1] + P[0] + P[2:]}),
    (Reason.CODE_SYMBOL_MISSING, posted, {"code": P[1:]}),
    (Reason.CODE_SYMBOL_EXTRA, posted, {"code": "9" + P}),
    (Reason.CODE_MISTYPED, posted, {"code": "9" + P[1:]}),
    (Reason.CODE_HYPHEN, posted, {"code": P.replace("-", "")}),
    (Reason.CODE_CASE, posted, {"code": P.lower()}),
    (Reason.CODE_BLANK, posted, {"code": f" {P}"}),
    (Reason.CODE_UNKNOWN, posted, {"code": "9999-9999-9999"}),
    (Reason.CODE_INCOMPLETE, posted, {"code": P[:4]}),
    (Reason.SURNAME_MISSING, posted, {"surname": " "}),
    (Reason.SURNAME_OTHER, posted, {"surname": "Beispiel"}),
    (Reason.SURNAME_MORE, posted, {"surname": "Aylin Musterbach"}),
    (Reason.SURNAME_MISTYPED, posted, {"surname": "Mustrebach"}),
    (Reason.SURNAME_CASE, posted, {"surname": "MUSTERBACH"}),
    (Reason.SURNAME_BLANK, posted, {"surname": "Musterbach "}),
    (Reason.SURNAME_DIACRITICS, named("Müller"), {"surname": "Mueller"}),
    (Reason.SURNAME_COMPOSED, named("Müller"), {"surname": "Mu\u0308ller"}),
    (Reason.SURNAME_HYPHEN, named("Muster-Bach"), {"surname": "Muster Bach"}),
    (Reason.USER_NAME_FORGOTTEN, posted, {"trouble": Trouble.USER_NAME}),
    (Reason.PASSWORD_FORGOTTEN, posted, {"trouble": Trouble.PASSWORD}),
    (Reason.PASSWORD_CRITERIA, posted, {"trouble": Trouble.PASSWORD_REFUSED}),
    (Reason.NOTHING_FOUND, posted, {"code": P, "surname": "Musterbach"}),
]


def test_every_reason_has_a_case_here() -> None:
    assert {reason for reason, _, _ in EVERY} == set(Reason)


def test_every_reason_is_found_and_can_be_told(room: Clinic) -> None:
    """One contract for all: what a reason needs is there for it alone."""
    for reason, prepare, told in EVERY:
        with room.context.database.write() as unit:
            unit.session.execute(delete(RegistrationCode))
        invite(room.context, room.home, email="", channel=None)
        prepare(room.context, room.home)
        found = room.examine(**told)
        assert reason in [hint.reason for hint in found.hints], reason
        assert found.telephone_text, reason


def test_the_answer_is_a_prepared_reply_and_what_asks_waits(room: Clinic) -> None:
    add_letter(room.context, room.home)
    for code, asks in ((P.lower(), False), ("9999-9999-9999", True)):
        found = room.examine(code=code)
        assert found.asks is asks
        reply = clinic_reply(room.context, room.home.clerk, room.case_id, found)
        assert not reply.gaps
        assert found.told[0] in reply.text
        assert (reply.waiting_until is not None) is asks
        assert reply.closes is not asks


def test_what_is_sure_comes_first(room: Clinic) -> None:
    add_letter(room.context, room.home)
    hints = room.examine(code=P.replace("Q", "O").lower(), surname="musterbach").hints
    assert [hint.certainty for hint in hints] == [
        Certainty.CERTAIN,
        Certainty.CERTAIN,
        Certainty.POSSIBLE,
    ]


def test_of_several_letters_the_newer_one_is_named(room: Clinic) -> None:
    old = add_letter(
        room.context,
        room.home,
        OLD,
        issued_on=date(2026, 9, 1),
        state=CodeState.REVOKED,
        ended_at=datetime(2026, 11, 12, 9, tzinfo=UTC),
    )
    add_letter(room.context, room.home)
    found = room.examine(code=OLD.printed)
    assert found.recognised_id == old
    assert found.hints[0].reason is Reason.CODE_REVOKED
    assert f"endet auf {VALID.last_two}" not in found.telephone_text.split("Gültig")[0]
    assert f"auf {VALID.last_two} endet" in found.telephone_text
    (party,) = room.view().parties
    assert party.valid is not None
    assert party.valid.last_two == VALID.last_two
    assert [letter.last_two for letter in party.letters] == [VALID.last_two, OLD.last_two]
    assert not party.needs_code
    several = clinic.which_letter(room.context, room.home.clerk, room.case_id, room.home.tenant_id)
    assert several.told == (
        (
            f"Gültig ist nur das Schreiben vom 12.11.2026, dessen Code auf {VALID.last_two} endet. "
            "Alle anderen Codes gelten nicht mehr."
        ),
    )


def test_codes_of_an_older_portal_are_read_with_their_own_shape(room: Clinic) -> None:
    add_letter(room.context, room.home, IMPORTED)
    assert room.reasons(code=IMPORTED) == [Reason.NOTHING_FOUND]
    assert room.reasons(code="ABOO-77x1") == [Reason.CODE_CONFUSED]
    assert room.reasons(code="AB0O77x1") == [Reason.CODE_HYPHEN]


def test_a_code_of_which_only_a_hash_came_is_known_too(room: Clinic) -> None:
    add_letter(room.context, room.home, IMPORTED, lookup=None)
    assert room.reasons(code=IMPORTED) == [Reason.NOTHING_FOUND]
    assert room.reasons(code="ABOO-77x1") == [Reason.CODE_CONFUSED]
    assert room.reasons(code=VALID.printed) == [Reason.CODE_UNKNOWN]


class CountingKeeper(InstallationCodes):
    """The real one; counts how many hashes it is asked for."""

    verified = 0

    def verify(self, stored: str, symbols: str) -> bool:
        """Count, then look."""
        self.verified += 1
        return super().verify(stored, symbols)


def test_only_so_many_hashes_are_tried_for_one_question(room: Clinic, tmp_path: Path) -> None:
    keeper = CountingKeeper(tmp_path / "codes.key", memory_kib=64, passes=1)
    room.context = replace(room.context, codes=keeper)
    add_letter(room.context, room.home, "AAAA-BBBB-CCCC", lookup=None, shape="")
    # A text with hundreds of readings: no symbol checks another one in it.
    assert room.reasons(code="QBDK-8EF7-HJKK") == [Reason.CODE_UNKNOWN]
    assert 1 < keeper.verified <= MOST_TRIES


def test_a_letter_whose_print_nobody_confirmed_is_named_as_such(room: Clinic) -> None:
    letter = printed_letter(room)
    assert letters_sentence([letter], letter).endswith("nicht bestätigt (Stapel 7).")
    assert letter_line(letter, date(2026, 11, 23)).startswith("Druck nicht bestätigt")
    unknown = room.examine(code="9999-9999-9999")
    assert "nicht bestätigt" in hint_letter(unknown.hints[0])
    assert "sobald es bei Ihnen angekommen ist" in unknown.telephone_text
    with room.context.database.write() as unit:
        unit.session.execute(update(LetterBatch).values(printed_round=2))
    [letter] = room.view().parties[0].letters
    assert letter.unsure_batch is None


def printed_letter(room: Clinic) -> IssuedCode:
    """A posted letter whose batch was printed once more, which nobody has confirmed."""
    moment = room.context.clock.now()
    with room.context.database.write() as unit:
        delivery = Delivery(
            event_id=str(uuid4()),
            company_id=room.home.company_id,
            tenancy_id=room.home.tenancy_id,
            channel=DeliveryChannel.LETTER,
            type=LetterKind.REGISTRATION_CODE.value,
            time=moment,
            data={},
            recipient="",
            state=DeliveryState.DELIVERED,
            not_before=moment,
            attempts=1,
            last_error="",
        )
        batch = LetterBatch(
            number=7,
            state=BatchState.PRINTED,
            way=PrintWay.FILE,
            letter_count=1,
            made_at=moment,
            made_by_id=room.home.clerk.person_id,
            made_round=2,
            printed_round=1,
        )
        unit.session.add_all([delivery, batch])
        unit.session.flush()
        unit.session.add(
            BatchLetter(
                batch_id=batch.id,
                position=1,
                company_id=room.home.company_id,
                delivery_id=delivery.id,
                held_delivery_id=delivery.id,
                content={},
                made_round=2,
            )
        )
        delivery_id = delivery.id
    add_letter(room.context, room.home, delivery_id=delivery_id)
    [letter] = room.view().parties[0].letters
    return letter


def test_a_new_code_is_needed_where_none_counts_and_none_is_asked_for(room: Clinic) -> None:
    assert room.view().parties[0].needs_code
    add_letter(room.context, room.home, None, issued_at=None)
    party = room.view().parties[0]
    assert party.requested
    assert not party.needs_code
    assert party.letters == ()


def test_an_attempt_of_the_portal_is_diagnosed_when_the_case_opens(room: Clinic) -> None:
    dead(CodeState.LOCKED)(room.context, room.home)
    add_attempt(room.context, room.home, room.case_id, "code_locked")
    add_attempt(
        room.context,
        room.home,
        room.case_id,
        "E-4711: abgelehnt",
        at=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
        masked_input=f"••••-••••-••{VALID.last_two}",
    )
    view = room.view()
    newest, oldest = view.reports
    assert (newest.reason, newest.word) == (None, "E-4711: abgelehnt")
    assert oldest.reason is Reason.CODE_LOCKED
    assert oldest.examination.hints[0].params["last_two"] == VALID.last_two
    assert newest.examination.hints[0].reason is Reason.CODE_LOCKED
    assert view.chosen_id == room.home.tenant_id


def test_the_party_of_the_report_is_chosen(room: Clinic) -> None:
    partner = add_partner(room.context, room.home)
    letter = add_letter(room.context, room.home, PARTNERS, tenant_id=partner)
    with room.context.database.read() as session:
        account_id = session.get_one(RegistrationCode, letter).portal_account_id
    add_attempt(
        room.context, room.home, room.case_id, "surname_mismatch", portal_account_id=account_id
    )
    view = room.view()
    assert view.chosen_id == partner
    assert view.reports[0].examination.tenant_id == partner


def test_another_category_and_a_case_without_contract_have_no_clinic(
    context: ServiceContext, home: Household
) -> None:
    other = add_registration_case(context, home, "general")
    assert case_page.load(context, home.clerk, other).clinic is None
    without = add_registration_case(context, home)
    with context.database.write() as unit:
        unit.session.get_one(Case, without).tenancy_id = None
    assert case_page.load(context, home.clerk, without).clinic is None


def test_who_may_not_read_the_case_learns_nothing(room: Clinic) -> None:
    stranger = replace(room.home.clerk, company_ids=frozenset({-1}))
    question = ClinicQuestion(room.case_id, room.home.tenant_id, Attempt(code=P))
    with pytest.raises(UserError, match=r"access\.denied"):
        clinic.examine(room.context, stranger, question)
    with pytest.raises(UserError, match=r"clinic\.party_unknown"):
        room.examine(tenant_id=-1)
    with pytest.raises(UserError, match=r"access\.denied"):
        clinic_reply(room.context, room.home.auditor, room.case_id, Examination(1, (), ("x",)))
    with pytest.raises(UserError, match=r"clinic\.nothing_to_tell"):
        clinic_reply(room.context, room.home.clerk, room.case_id, Examination(1, (), ()))


def test_nothing_typed_is_stored_or_answered(room: Clinic) -> None:
    add_letter(room.context, room.home)
    before = _everything(room.context)
    attempt = Attempt(code=CANARY, surname=NAME, email="kanarie@example.net")
    question = ClinicQuestion(room.case_id, room.home.tenant_id, attempt)
    found = clinic.examine(room.context, room.home.clerk, question)
    reply = clinic_reply(room.context, room.home.clerk, room.case_id, found)
    said = repr(question) + repr(found) + found.telephone_text + repr(reply)
    for typed in (
        CANARY,
        NAME,
        "kanarie@example.net",
        CANARY.replace("-", ""),
        "Kanarienvogel",
        "9PTW",
        "TW",
    ):
        assert typed not in said
    assert _everything(room.context) == before


def _everything(context: ServiceContext) -> dict[str, list[Any]]:
    """Every row of every table."""
    with context.database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
        }
