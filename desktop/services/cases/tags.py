"""Words that people put on cases, so that they find again what belongs together for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.case_facts import Fact
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.text_match import search_key
from desktop.models.case import Case
from desktop.models.work import CaseTag, Tag
from desktop.services.audit import AuditAction, record
from desktop.services.cases.acting_view import TagRef
from desktop.services.cases.loading import load_for_change, result_of, touch
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

if TYPE_CHECKING:
    from desktop.services.cases.commands import AddTag, RemoveTag

LONGEST_TAG = 40


def list_tags(context: ServiceContext, actor: Actor) -> tuple[TagRef, ...]:
    """Return the tags that are in use, by name.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        rows = session.execute(
            select(Tag.id, Tag.name).where(Tag.retired.is_(False)).order_by(Tag.name_key, Tag.id)
        )
        return tuple(TagRef(*row) for row in rows)


def tags_of(session: Session, case_id: int) -> tuple[TagRef, ...]:
    """Return the tags on a case, by name."""
    rows = session.execute(
        select(Tag.id, Tag.name)
        .join(CaseTag, CaseTag.tag_id == Tag.id)
        .where(CaseTag.case_id == case_id)
        .order_by(Tag.name_key, Tag.id)
    )
    return tuple(TagRef(*row) for row in rows)


def add_tag(context: ServiceContext, actor: Actor, command: AddTag) -> ActionResult:
    """Put a word on a case; one that nobody used before is created, upper or lower case aside.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``tag.empty``,
            ``tag.too_long``, ``tag.already``.
    """
    with context.database.write() as unit:
        case = _load(unit, actor, command.case_id, command.expected_version)
        tag = tag_named(unit, command.name)
        if unit.session.get(CaseTag, (case.id, tag.id)) is not None:
            raise UserError("tag.already", name=tag.name)
        put_tag(unit, context, actor, case, tag)
        return result_of(unit, case)


def tag_named(unit: UnitOfWork, name: str) -> Tag:
    """Return the tag of this name, made where there is none; a retired one is in use again.

    Raises:
        UserError: ``tag.empty``, ``tag.too_long``.
    """
    line = mask_ibans(one_line(name))
    key = search_key(line)
    if not key:
        raise UserError("tag.empty")
    if len(line) > LONGEST_TAG:
        raise UserError("tag.too_long", longest=LONGEST_TAG)
    # Two people may think of it at the same moment.
    unit.session.execute(
        insert_with_conflict(unit.session, Tag)
        .values(name=line, name_key=key, retired=False)
        .on_conflict_do_nothing()
    )
    tag = unit.session.scalars(select(Tag).where(Tag.name_key == key)).one()
    tag.retired = False
    return tag


def put_tag(unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case, tag: Tag) -> None:
    """Put a tag on a locked case that does not have it."""
    unit.session.add(CaseTag(case_id=case.id, tag_id=tag.id))
    touch(unit, context, actor, case)
    _audit(unit, context, actor, AuditAction.CASE_TAGGED, case, tag)


def remove_tag(context: ServiceContext, actor: Actor, command: RemoveTag) -> ActionResult:
    """Take a word off a case; the word stays for others.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``tag.not_there``.
    """
    with context.database.write() as unit:
        case = _load(unit, actor, command.case_id, command.expected_version, command.tag_id)
        worn = unit.session.get(CaseTag, (case.id, command.tag_id))
        if worn is None:
            raise UserError("tag.not_there")
        unit.session.delete(worn)
        touch(unit, context, actor, case)
        tag = unit.session.get_one(Tag, command.tag_id)
        _audit(unit, context, actor, AuditAction.CASE_UNTAGGED, case, tag)
        return result_of(unit, case)


def _load(
    unit: UnitOfWork, actor: Actor, case_id: int, expected_version: int, tag_id: int | None = None
) -> Case:
    """Another tag that somebody put on meanwhile disturbs nobody."""
    touches: Collection[str] = () if tag_id is None else (f"{Fact.TAGS}.{tag_id}",)
    return load_for_change(
        unit, actor, Permission.WORK_CASES, case_id, expected_version, touches=touches
    )


def _audit(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    case: Case,
    tag: Tag,
) -> None:
    record(unit, context, actor, action, "cases", case.id, case.company_id, {"tag": tag.name})
