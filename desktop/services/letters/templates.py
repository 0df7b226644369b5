"""What a company's letters with codes and its certificates say, and its letterhead.

A template is never overwritten: saving makes the next number, so what an older letter said can be
looked up. A part that a company did not word itself is the built-in one.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain import certificates
from desktop.domain.certificates import CertificateField, CertificateKind
from desktop.domain.changes import ChangeKind
from desktop.domain.code_letter import (
    HEAD_PARTS,
    NEEDED,
    ONE_LINE,
    PLACES,
    CodeLetterFacts,
    Part,
    body_of,
    filled_line,
    part_problem,
)
from desktop.domain.code_states import last_day
from desktop.domain.errors import UserError
from desktop.domain.letter import Letter, Letterhead
from desktop.models.company import Company, Staff
from desktop.models.registration import LetterTemplate
from desktop.resources import resource_path
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.letters.letterhead import head_of, letterhead
from desktop.services.letters.port import LetterPress
from desktop.services.staff.access import Actor, Permission, require, visible_companies

KIND = "registration_code"
_CERTIFICATES = {kind.template_kind: kind for kind in CertificateKind}
KINDS = (KIND, *_CERTIFICATES)
"""Of what there are templates; the letterhead belongs to that of the letter with a code."""
_FOLDER = resource_path("templates", "letters")
_WITHOUT_PHONE = "caution_without_phone"
_CACHE = "desktop.letter_texts"


@dataclass(frozen=True, slots=True)
class TemplateView:
    """The template of a company. ``texts`` are all its parts as they are in use.

    ``own`` are those the company worded itself, ``built_in`` what stands where it did not.
    ``number`` is 0 where nobody ever saved one; ``made_at`` and ``made_by`` are empty then.
    """

    kind: str
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
    kind: str = KIND


def parts_of(kind: str) -> tuple[Part, ...]:
    """Return the parts of a kind of template, in the order of the paper."""
    return certificates.PARTS if kind in _CERTIFICATES else tuple(Part)


def places_of(kind: str) -> tuple[str, ...]:
    """Return what the texts of a kind of template may ask for."""
    return certificates.PLACES if kind in _CERTIFICATES else tuple(PLACES)


def list_templates(
    context: ServiceContext,
    actor: Actor,
    companies: Iterable[int] | None = None,
    *,
    kind: str = KIND,
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
        return tuple(_view(session, company, kind) for company in session.scalars(query))


def save_template(context: ServiceContext, actor: Actor, command: SaveTemplate) -> TemplateView:
    """Keep what a company's letters shall say; letters that are not printed yet say it too.

    Raises:
        UserError: ``access.denied``; ``letter_templates.changed`` where somebody was faster;
            ``letter_templates.empty``, ``.too_long``, ``.unknown_place`` or ``.no_address``, with
            ``part``.
    """
    with context.database.write() as unit:
        return keep_template(unit, context, actor, command)


def keep_template(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, command: SaveTemplate
) -> TemplateView:
    """Keep a template in the caller's transaction; raises as ``save_template``."""
    require(actor, Permission.ADMINISTER, command.company_id)
    company = unit.session.get_one(Company, command.company_id, with_for_update=True)
    kind = command.kind
    latest = _latest(unit.session, company.id, kind)
    if command.seen != (0 if latest is None else latest.number):
        raise UserError("letter_templates.changed")
    own = _own(kind, command.texts, built_in_texts(company, kind))
    row = LetterTemplate(
        company_id=company.id,
        kind=kind,
        number=command.seen + 1,
        texts={part.value: text for part, text in own.items()},
        made_at=context.clock.now(),
        made_by_id=actor.staff_id,
    )
    unit.session.add(row)
    unit.session.flush()
    _tell(unit, context, actor, row)
    return _view(unit.session, company, kind)


def preview_template(
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    company_id: int,
    texts: Mapping[Part, str],
    kind: str = KIND,
) -> bytes:
    """Return a letter with these parts as PDF: an invented tenant, and no code.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER, company_id)
    today = context.clock.today()
    with context.database.read() as session:
        company = session.get_one(Company, company_id)
        words = {**built_in_texts(company, kind), **texts}
        if kind in _CERTIFICATES:
            head = company_head(session, company)
            letter = _example_certificate(company, head, _CERTIFICATES[kind], words, today)
        else:
            letter = _example(company, words, today)
    return press.pdf([letter], made_at=context.clock.now())


def letter_texts(session: Session, company: Company, kind: str = KIND) -> Mapping[Part, str]:
    """Return all parts of a company's letters as they are in use; read once for a session."""
    # The company beside its texts: a session forgets rows that nobody holds.
    cache: dict[tuple[int, str], tuple[Company, Mapping[Part, str]]]
    cache = session.info.setdefault(_CACHE, {})
    key = (company.id, kind)
    if key not in cache:
        row = _latest(session, company.id, kind)
        cache[key] = (company, {**built_in_texts(company, kind), **_stored(row)})
    return cache[key][1]


def company_head(session: Session, company: Company) -> Letterhead:
    """Return the letterhead of a company in its own words."""
    texts = letter_texts(session, company)
    return letterhead(company, {part: texts[part] for part in HEAD_PARTS})


def template_number(session: Session, company_id: int, kind: str) -> int | None:
    """Return the number of the template that is in use; None for the built-in one."""
    row = _latest(session, company_id, kind)
    return None if row is None else row.number


def built_in_texts(company: Company, kind: str = KIND) -> dict[Part, str]:
    """Return what the letters of a company say as long as it words nothing itself."""
    signature = "\n".join(part for part in (company.name, company.department) if part)
    if kind in _CERTIFICATES:
        return {**_parts(kind), Part.SIGNATURE: signature}
    texts = shipped_texts()
    if not company.phone:
        texts[Part.CAUTION] = _ships(KIND)[_WITHOUT_PHONE]
    return {Part.PORTAL: "", **texts, **head_of(company), Part.SIGNATURE: signature}


def shipped_texts() -> dict[Part, str]:
    """Return the parts that the program brings and that no data of a company make."""
    return _parts(KIND)


def _parts(kind: str) -> dict[Part, str]:
    return {Part(name): text for name, text in _ships(kind).items() if name != _WITHOUT_PHONE}


@lru_cache(maxsize=len(KINDS))
def _ships(kind: str) -> Mapping[str, str]:
    file = _FOLDER / f"{kind.replace('.', '_')}.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return MappingProxyType({name: str(text).strip() for name, text in content.items()})


def _own(kind: str, texts: Mapping[Part, str], built_in: Mapping[Part, str]) -> dict[Part, str]:
    """Check what a company wants to say and keep what differs from the built-in."""
    own = {}
    needed: Collection[Part] = certificates.NEEDED_PARTS if kind in _CERTIFICATES else NEEDED
    for part in parts_of(kind):
        text = _clean(part, texts.get(part, built_in[part]))
        if text == built_in[part]:
            continue
        problem = part_problem(part, text, places_of(kind), needed)
        if problem is not None:
            raise UserError(f"letter_templates.{problem.value}", part=part.value)
        own[part] = text
    return own


def _clean(part: Part, text: str) -> str:
    """Lines without blanks at their ends; no characters that no paper shows."""
    lines = ("".join(sign for sign in line if sign.isprintable()) for line in text.splitlines())
    tidy = "\n".join(line.strip() for line in lines).strip()
    return " ".join(tidy.split()) if part in ONE_LINE else tidy


def _latest(session: Session, company_id: int, kind: str) -> LetterTemplate | None:
    query = (
        select(LetterTemplate)
        .where(LetterTemplate.company_id == company_id, LetterTemplate.kind == kind)
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


def _view(session: Session, company: Company, kind: str) -> TemplateView:
    row = _latest(session, company.id, kind)
    maker = None
    if row is not None and row.made_by_id is not None:
        maker = session.scalar(select(Staff.name).where(Staff.id == row.made_by_id))
    built_in, own = built_in_texts(company, kind), _stored(row)
    return TemplateView(
        kind=kind,
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
        address=_EXAMPLE_ADDRESS,
        info=tuple(pair for pair in info if pair[1]),
        day=f"{today:%d.%m.%Y}",
        subject=filled_line(texts[Part.SUBJECT], texts, facts),
        body=body_of(texts, facts),
    )


def _example_certificate(
    company: Company,
    head: Letterhead,
    kind: CertificateKind,
    texts: Mapping[Part, str],
    today: date,
) -> Letter:
    values = {field: _EXAMPLE.get(field, "") for field in CertificateField}
    values[CertificateField.LANDLORD] = head.sender
    places = certificates.places_of(kind, values, company.name, today)
    return Letter(
        head=head,
        address=_EXAMPLE_ADDRESS,
        info=(("Ihr Vertrag", "endet auf 0114"),),
        day=f"{today:%d.%m.%Y}",
        subject=certificates.subject_of(texts, places),
        body=certificates.body_of(kind, texts, values, places),
    )


_EXAMPLE_ADDRESS = ("Frau", "Marga Beispielsen", "Testhofstraße 19", "21073 Hamburg")
_EXAMPLE = {
    CertificateField.TENANTS: "Marga Beispielsen",
    CertificateField.PERSONS: "Marga Beispielsen",
    CertificateField.ADDRESS: "Testhofstraße 19, 21073 Hamburg",
    CertificateField.POSITION: "2. OG links",
    CertificateField.AREA: "58,40 m²",
    CertificateField.STARTS_ON: "01.04.2019",
    CertificateField.MOVED_IN_ON: "01.04.2019",
    CertificateField.RENT_COLD: "512,00 €",
    CertificateField.RENT_ANCILLARY: "148,00 €",
    CertificateField.PURPOSE: "Antrag auf Wohngeld",
}


def _tell(unit: UnitOfWork, context: ServiceContext, actor: Actor, row: LetterTemplate) -> None:
    record(
        unit,
        context,
        actor,
        AuditAction.LETTER_TEMPLATE_SAVED,
        "letter_templates",
        row.id,
        row.company_id,
        {"kind": row.kind, "number": row.number, "parts": sorted(row.texts)},
    )
    unit.changed(ChangeKind.COMPANY, row.company_id)
    unit.changed(ChangeKind.DELIVERY)
