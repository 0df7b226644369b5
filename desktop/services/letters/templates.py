"""What a company's letters with codes say, and its letterhead.

A template is never overwritten: saving makes the next number, so what an older letter said can be
looked up. A part that a company did not word itself is the built-in one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.code_letter import (
    HEAD_PARTS,
    ONE_LINE,
    CodeLetterFacts,
    Part,
    body_of,
    filled_line,
    part_problem,
)
from desktop.domain.code_states import last_day
from desktop.domain.errors import UserError
from desktop.domain.letter import Letter
from desktop.models.company import Company, Staff
from desktop.models.registration import LetterTemplate
from desktop.resources import resource_path
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.letters.letterhead import head_of, letterhead
from desktop.services.letters.port import LetterPress
from desktop.services.staff.access import Actor, Permission, require, visible_companies

KIND = "registration_code"
_FILE = resource_path("templates", "letters", "registration_code.toml")
_WITHOUT_PHONE = "caution_without_phone"
_CACHE = "desktop.letter_texts"


@dataclass(frozen=True, slots=True)
class TemplateView:
    """The template of a company. ``texts`` are all parts as they are in use.

    ``own`` are those the company worded itself, ``built_in`` what stands where it did not.
    ``number`` is 0 where nobody ever saved one; ``made_at`` and ``made_by`` are empty then.
    """

    company_id: int
    company_name: str
    number: int
    made_at: datetime | None
    made_by: str
    texts: Mapping[Part, str]
    own: frozenset[Part]
    built_in: Mapping[Part, str]


@dataclass(frozen=True, slots=True)
class SaveTemplate:
    """Keep these parts; ``seen`` is the number of the template the person began with."""

    company_id: int
    texts: Mapping[Part, str]
    seen: int


def list_templates(
    context: ServiceContext, actor: Actor, companies: Iterable[int] | None = None
) -> tuple[TemplateView, ...]:
    """Return the template of every company, by the company's name.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    visible = visible_companies(actor, companies)
    query = select(Company).order_by(Company.name, Company.id)
    if visible is not None:
        query = query.where(Company.id.in_(visible))
    with context.database.read() as session:
        return tuple(_view(session, company) for company in session.scalars(query))


def save_template(context: ServiceContext, actor: Actor, command: SaveTemplate) -> TemplateView:
    """Keep what a company's letters shall say; letters that are not printed yet say it too.

    Raises:
        UserError: ``access.denied``; ``letter_templates.changed`` where somebody was faster;
            ``letter_templates.empty``, ``.too_long``, ``.unknown_place`` or ``.no_address``, with
            ``part``.
    """
    with context.database.write() as unit:
        require(actor, Permission.ADMINISTER, command.company_id)
        company = unit.session.get_one(Company, command.company_id, with_for_update=True)
        latest = _latest(unit.session, company.id)
        if command.seen != (0 if latest is None else latest.number):
            raise UserError("letter_templates.changed")
        built_in = built_in_texts(company)
        own = _own(command.texts, built_in)
        row = LetterTemplate(
            company_id=company.id,
            kind=KIND,
            number=command.seen + 1,
            texts={part.value: text for part, text in own.items()},
            made_at=context.clock.now(),
            made_by_id=actor.person_id,
        )
        unit.session.add(row)
        unit.session.flush()
        _tell(unit, context, actor, row)
        return _view(unit.session, company)


def preview_template(
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    company_id: int,
    texts: Mapping[Part, str],
) -> bytes:
    """Return a letter with these parts as PDF: an invented tenant, and no code.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER, company_id)
    with context.database.read() as session:
        company = session.get_one(Company, company_id)
        words = {**built_in_texts(company), **texts}
        letter = _example(company, words, context.clock.today())
    return press.pdf([letter], made_at=context.clock.now())


def letter_texts(session: Session, company: Company) -> Mapping[Part, str]:
    """Return all parts of a company's letters as they are in use; read once for a session."""
    # The company beside its texts: a session forgets rows that nobody holds.
    cache: dict[int, tuple[Company, Mapping[Part, str]]] = session.info.setdefault(_CACHE, {})
    if company.id not in cache:
        row = _latest(session, company.id)
        cache[company.id] = (company, {**built_in_texts(company), **_stored(row)})
    return cache[company.id][1]


def built_in_texts(company: Company) -> dict[Part, str]:
    """Return what the letters of a company say as long as it words nothing itself."""
    texts = shipped_texts()
    if not company.phone:
        texts[Part.CAUTION] = _ships()[_WITHOUT_PHONE]
    signature = "\n".join(part for part in (company.name, company.department) if part)
    return {Part.PORTAL: "", **texts, **head_of(company), Part.SIGNATURE: signature}


def shipped_texts() -> dict[Part, str]:
    """Return the parts that the program brings and that no data of a company make."""
    return {Part(name): text for name, text in _ships().items() if name != _WITHOUT_PHONE}


@lru_cache(maxsize=1)
def _ships() -> Mapping[str, str]:
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({name: str(text).strip() for name, text in content.items()})


def _own(texts: Mapping[Part, str], built_in: Mapping[Part, str]) -> dict[Part, str]:
    """Check what a company wants to say and keep what differs from the built-in."""
    own = {}
    for part in Part:
        text = _clean(part, texts.get(part, built_in[part]))
        if text == built_in[part]:
            continue
        problem = part_problem(part, text)
        if problem is not None:
            raise UserError(f"letter_templates.{problem.value}", part=part.value)
        own[part] = text
    return own


def _clean(part: Part, text: str) -> str:
    """Lines without blanks at their ends; no characters that no paper shows."""
    lines = ("".join(sign for sign in line if sign.isprintable()) for line in text.splitlines())
    tidy = "\n".join(line.strip() for line in lines).strip()
    return " ".join(tidy.split()) if part in ONE_LINE else tidy


def _latest(session: Session, company_id: int) -> LetterTemplate | None:
    query = (
        select(LetterTemplate)
        .where(LetterTemplate.company_id == company_id, LetterTemplate.kind == KIND)
        .order_by(LetterTemplate.number.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def _stored(row: LetterTemplate | None) -> dict[Part, str]:
    """The parts of a row; a name that this version does not know is left where it is."""
    if row is None:
        return {}
    known = {part.value for part in Part}
    return {Part(name): str(text) for name, text in row.texts.items() if name in known}


def _view(session: Session, company: Company) -> TemplateView:
    row = _latest(session, company.id)
    maker = None
    if row is not None and row.made_by_id is not None:
        maker = session.scalar(select(Staff.name).where(Staff.id == row.made_by_id))
    built_in, own = built_in_texts(company), _stored(row)
    return TemplateView(
        company_id=company.id,
        company_name=company.name,
        number=0 if row is None else row.number,
        made_at=None if row is None else row.made_at,
        made_by=maker or "",
        texts={**built_in, **own},
        own=frozenset(own),
        built_in=built_in,
    )


def _example(company: Company, texts: Mapping[Part, str], today: date) -> Letter:
    if part_problem(Part.PORTAL, texts[Part.PORTAL]) is not None:
        # Half an address, while it is typed.
        texts = {**texts, Part.PORTAL: ""}
    facts = CodeLetterFacts(
        salutation="Sehr geehrte Frau Beispielsen",
        surname="Beispielsen",
        company=company.name,
        phone=company.phone,
        expires_on=last_day(today),
    )
    info = (
        ("Ihr Vertrag", "endet auf 0114"),
        ("Telefon", company.phone),
        ("Servicezeiten", company.service_hours),
    )
    return Letter(
        head=letterhead(company, {part: texts[part] for part in HEAD_PARTS}),
        address=("Frau", "Marga Beispielsen", "Testhofstraße 19", "21073 Hamburg"),
        info=tuple(pair for pair in info if pair[1]),
        day=f"{today:%d.%m.%Y}",
        subject=filled_line(texts[Part.SUBJECT], texts, facts),
        body=body_of(texts, facts),
    )


def _tell(unit: UnitOfWork, context: ServiceContext, actor: Actor, row: LetterTemplate) -> None:
    record(
        unit,
        context,
        actor,
        AuditAction.LETTER_TEMPLATE_SAVED,
        "letter_templates",
        row.id,
        row.company_id,
        {"number": row.number, "parts": sorted(row.texts)},
    )
    unit.changed(ChangeKind.COMPANY, row.company_id)
    unit.changed(ChangeKind.DELIVERY)
