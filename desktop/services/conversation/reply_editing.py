"""Prepared replies as an administrator keeps them: list, write, change, put out of use, try out.

What ships stays as it is and can be copied; an own reply with the same shortcut takes its place.
Texts are shown and typed with the German names of their place holders and kept with the codes.
"""

import re
from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.form import ReplyTemplate
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.conversation.placeholders import (
    PLACEHOLDERS,
    filled,
    gaps_in,
    to_codes,
    to_names,
)
from desktop.services.conversation.prepared_replies import template_of
from desktop.services.conversation.reply_forms import (
    CategoryName,
    ChangeReply,
    PutReplyOutOfUse,
    PutReplyToUse,
    ReplyForm,
    ReplyPreview,
    ReplyRow,
)
from desktop.services.conversation.reply_values import reply_facts
from desktop.services.conversation.text_templates import (
    TextModuleKind,
    TextTemplate,
    load_templates,
)
from desktop.services.staff.access import Actor, Permission, require

_SHORTCUT = re.compile(r"[a-z0-9äöüß][a-z0-9äöüß-]{1,29}")
_STEP = 10
_LIMITS = {"title": 80, "subject": 200}
LONGEST_TEXT = 20_000


def list_replies(context: ServiceContext, actor: Actor) -> tuple[ReplyRow, ...]:
    """Return every prepared reply: those written here first, then those that ship.

    What ships stands by category and title.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    with context.database.read() as session:
        query = (
            select(ReplyTemplate, Company.short_name, Category.name)
            .outerjoin(Company, Company.id == ReplyTemplate.company_id)
            .outerjoin(Category, Category.id == ReplyTemplate.category_id)
            .order_by(ReplyTemplate.position, ReplyTemplate.id)
        )
        if actor.company_ids is not None:
            query = query.where(
                or_(
                    ReplyTemplate.company_id.is_(None),
                    ReplyTemplate.company_id.in_(actor.company_ids),
                )
            )
        own = [_row(*found) for found in session.execute(query).tuples()]
        rows = session.execute(
            select(Category.code, Category.id, Category.name).where(Category.company_id.is_(None))
        ).tuples()
        names = {code: (category_id, name) for code, category_id, name in rows}
    everywhere = {
        row.form.shortcut
        for row in own
        if row.active and row.form.company_id is None and row.form.category_id is None
    }
    shipped = _shipped(names, everywhere)
    return (*own, *sorted(shipped, key=lambda row: (row.category_names, row.form.title)))


def category_names(context: ServiceContext, actor: Actor) -> tuple[CategoryName, ...]:
    """Return the categories a reply can be kept for, in their usual order.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    query = select(Category.id, Category.name, Category.company_id).where(Category.active)
    if actor.company_ids is not None:
        query = query.where(
            or_(Category.company_id.is_(None), Category.company_id.in_(actor.company_ids))
        )
    with context.database.read() as session:
        rows = session.execute(query.order_by(Category.position, Category.id)).tuples()
        return tuple(CategoryName(*row) for row in rows)


def create_reply(context: ServiceContext, actor: Actor, form: ReplyForm) -> ReplyRow:
    """Write a new prepared reply; from now on it is offered.

    Raises:
        UserError: ``access.denied``; ``replies.incomplete`` (with ``field``), ``replies.too_long``,
            ``replies.shortcut`` (no word), ``replies.shortcut_taken``, ``replies.asks_and_closes``,
            ``replies.category_of_other`` or ``replies.unknown_placeholder``.
    """
    with context.database.write() as unit:
        require(actor, Permission.ADMINISTER, form.company_id)
        last = unit.session.scalar(select(func.max(ReplyTemplate.position))) or 0
        row = ReplyTemplate(code=f"own-{uuid4().hex[:16]}", position=last + _STEP, active=True)
        write_reply(unit, row, form)
        unit.session.add(row)
        return keep_reply(unit, context, actor, row, AuditAction.REPLY_CREATED)


def change_reply(context: ServiceContext, actor: Actor, command: ChangeReply) -> ReplyRow:
    """Change what a prepared reply says; what was sent stays as it was sent.

    Raises:
        UserError: as ``create_reply``; ``replies.unknown``, ``replies.changed`` where somebody was
            faster.
    """
    with context.database.write() as unit:
        row = _load(unit, actor, command.reply_id, command.expected_version)
        require(actor, Permission.ADMINISTER, command.form.company_id)
        write_reply(unit, row, command.form)
        return keep_reply(unit, context, actor, row, AuditAction.REPLY_CHANGED)


def put_out_of_use(context: ServiceContext, actor: Actor, command: PutReplyOutOfUse) -> ReplyRow:
    """Offer a reply no longer; it can be put to use again.

    Raises:
        UserError: ``access.denied``, ``replies.unknown``, ``replies.changed``.
    """
    with context.database.write() as unit:
        row = _load(unit, actor, command.reply_id, command.expected_version)
        row.active = False
        return keep_reply(unit, context, actor, row, AuditAction.REPLY_RETIRED)


def put_to_use(context: ServiceContext, actor: Actor, command: PutReplyToUse) -> ReplyRow:
    """Offer a reply again.

    Raises:
        UserError: ``access.denied``, ``replies.unknown``, ``replies.changed``,
            ``replies.shortcut_taken``.
    """
    with context.database.write() as unit:
        row = _load(unit, actor, command.reply_id, command.expected_version)
        _require_free(unit.session, row.id, row.shortcut, row.company_id, row.category_id)
        row.active = True
        return keep_reply(unit, context, actor, row, AuditAction.REPLY_RESTORED)


def preview_reply(context: ServiceContext, actor: Actor, form: ReplyForm) -> ReplyPreview:
    """Return a reply as it would stand in the youngest open case it fits.

    Raises:
        UserError: ``access.denied``, ``replies.unknown_placeholder``.
    """
    require(actor, Permission.ADMINISTER, form.company_id)
    subject, text = to_codes(form.subject), to_codes(form.text)
    with context.database.read() as session:
        case = _example(session, actor, form)
        if case is None:
            values: Mapping[str, str] = {
                one.code: one.sample for one in PLACEHOLDERS.values() if not one.by_hand
            }
        else:
            values = reply_facts(session, context, actor, case).values
        reference = "" if case is None else case.reference
    shown, words = filled(subject, values), filled(text, values)
    return ReplyPreview(shown, words, gaps_in(f"{shown}\n{words}"), reference)


def _example(session: Session, actor: Actor, form: ReplyForm) -> Case | None:
    query = select(Case).where(Case.is_open.is_(True), Case.tenancy_id.is_not(None))
    if form.company_id is not None:
        query = query.where(Case.company_id == form.company_id)
    elif actor.company_ids is not None:
        query = query.where(Case.company_id.in_(actor.company_ids))
    if form.category_id is not None:
        query = query.where(Case.category_id == form.category_id)
    return session.scalars(query.order_by(Case.id.desc()).limit(1)).first()


def _load(unit: UnitOfWork, actor: Actor, reply_id: int, expected_version: int) -> ReplyTemplate:
    row = unit.session.get(ReplyTemplate, reply_id, with_for_update=True)
    if row is None:
        raise UserError("replies.unknown")
    require(actor, Permission.ADMINISTER, row.company_id)
    if row.version != expected_version:
        raise UserError("replies.changed")
    return row


def write_reply(unit: UnitOfWork, row: ReplyTemplate, form: ReplyForm) -> None:
    """Check a form and put it into a row; raises as ``create_reply``."""
    title, subject = one_line(form.title), one_line(form.subject)
    for field, value in (("title", title), ("subject", subject), ("text", form.text)):
        if is_blank(value):
            raise UserError("replies.incomplete", field=field)
        if len(value) > _LIMITS.get(field, LONGEST_TEXT):
            raise UserError("replies.too_long", field=field)
    shortcut = form.shortcut.strip().removeprefix("::").lower()
    if _SHORTCUT.fullmatch(shortcut) is None:
        raise UserError("replies.shortcut")
    if form.asks and form.closes:
        raise UserError("replies.asks_and_closes")
    _require_category(unit.session, form)
    _require_free(unit.session, row.id, shortcut, form.company_id, form.category_id)
    row.title, row.subject, row.shortcut = title, to_codes(subject), shortcut
    row.text = to_codes(form.text.replace("\0", "").strip())
    row.company_id, row.category_id = form.company_id, form.category_id
    row.asks, row.closes = form.asks, form.closes


def _require_category(session: Session, form: ReplyForm) -> None:
    """A company's own category is for its own replies."""
    if form.category_id is None:
        return
    category = session.get(Category, form.category_id)
    if category is None or category.company_id not in (None, form.company_id):
        raise UserError("replies.category_of_other")


def _require_free(
    session: Session,
    reply_id: int | None,
    shortcut: str,
    company_id: int | None,
    category_id: int | None,
) -> None:
    """No two replies in use have one shortcut for the same company and category."""
    query = select(ReplyTemplate.title).where(
        ReplyTemplate.active.is_(True),
        ReplyTemplate.shortcut == shortcut,
        ReplyTemplate.company_id == company_id
        if company_id is not None
        else ReplyTemplate.company_id.is_(None),
        ReplyTemplate.category_id == category_id
        if category_id is not None
        else ReplyTemplate.category_id.is_(None),
    )
    if reply_id is not None:
        query = query.where(ReplyTemplate.id != reply_id)
    with session.no_autoflush:
        title = session.scalar(query.limit(1))
    if title is not None:
        raise UserError("replies.shortcut_taken", shortcut=shortcut, title=title)


def keep_reply(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    row: ReplyTemplate,
    action: AuditAction,
) -> ReplyRow:
    """Write a changed row, note it, and return it as the list shows it."""
    unit.session.flush()
    details: dict[str, DetailValue] = {
        "code": row.code,
        "version": row.version,
        "category": row.category_id,
    }
    record(unit, context, actor, action, "reply_templates", row.id, row.company_id, details)
    unit.changed(ChangeKind.REPLIES)
    company = unit.session.get(Company, row.company_id) if row.company_id else None
    category = unit.session.get(Category, row.category_id) if row.category_id else None
    return _row(
        row,
        None if company is None else company.short_name,
        None if category is None else category.name,
    )


def _row(row: ReplyTemplate, company_tag: str | None, category: str | None) -> ReplyRow:
    return ReplyRow(
        reply_id=row.id,
        code=row.code,
        form=_form(template_of(row, None), row.category_id),
        version=row.version,
        active=row.active,
        company_tag=company_tag or "",
        category_names=() if category is None else (category,),
    )


def _shipped(names: Mapping[str, tuple[int, str]], everywhere: set[str]) -> tuple[ReplyRow, ...]:
    return tuple(
        ReplyRow(
            reply_id=None,
            code=entry.code,
            form=_form(entry, _only_category(entry, names)),
            version=0,
            active=True,
            company_tag="",
            category_names=tuple(
                sorted(names[code][1] for code in entry.categories if code in names)
            ),
            replaced=entry.shortcut in everywhere,
        )
        for entry in load_templates().values()
        if entry.kind is TextModuleKind.REPLY
    )


def _only_category(entry: TextTemplate, names: Mapping[str, tuple[int, str]]) -> int | None:
    """The category of a reply that is for one alone; what is for several is shown for all."""
    known = [names[code][0] for code in entry.categories if code in names]
    return known[0] if len(known) == len(entry.categories) == 1 else None


def _form(entry: TextTemplate, category_id: int | None) -> ReplyForm:
    return ReplyForm(
        title=entry.title,
        shortcut=entry.shortcut,
        subject=to_names(entry.subject),
        text=to_names(entry.text),
        company_id=entry.company_id,
        category_id=category_id,
        asks=entry.asks,
        closes=entry.closes,
    )
