"""The prepared replies a clerk is offered: those an administrator wrote, beside those that ship.

One list: what a company and a category have of their own comes first. An own reply takes the place
of a shipped one with the same shortcut wherever it fits.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.form import ReplyTemplate
from desktop.services.conversation.text_templates import (
    TextModuleKind,
    TextTemplate,
    load_templates,
)


def replies_for(session: Session, case: Case) -> tuple[TextTemplate, ...]:
    """Return the prepared replies of a case's company and category, in the order of offering."""
    category = case.category.code
    rows = session.execute(
        select(ReplyTemplate, Category.code)
        .outerjoin(Category, Category.id == ReplyTemplate.category_id)
        .where(
            ReplyTemplate.active.is_(True),
            or_(ReplyTemplate.company_id.is_(None), ReplyTemplate.company_id == case.company_id),
            or_(ReplyTemplate.category_id.is_(None), Category.code == category),
        )
        .order_by(ReplyTemplate.position, ReplyTemplate.id)
    ).tuples()
    own = [template_of(row, code) for row, code in rows]
    taken = {entry.shortcut for entry in own}
    shipped = [
        entry
        for entry in load_templates().values()
        if entry.kind is TextModuleKind.REPLY
        and entry.fits(category)
        and entry.shortcut not in taken
    ]
    return tuple(sorted([*own, *shipped], key=_place))


def reply_template(session: Session, code: str) -> TextTemplate | None:
    """Return the reply a text began as, be it still offered or not; None for no such code."""
    shipped = load_templates().get(code)
    if shipped is not None or not code:
        return shipped
    row = session.execute(
        select(ReplyTemplate, Category.code)
        .outerjoin(Category, Category.id == ReplyTemplate.category_id)
        .where(ReplyTemplate.code == code)
    ).one_or_none()
    return None if row is None else template_of(row[0], row[1])


def template_of(row: ReplyTemplate, category_code: str | None) -> TextTemplate:
    """Return what an administrator wrote in the form of those that ship."""
    return TextTemplate(
        code=row.code,
        kind=TextModuleKind.REPLY,
        position=row.position,
        categories=frozenset() if category_code is None else frozenset({category_code}),
        asks=row.asks,
        title=row.title,
        subject=row.subject,
        text=row.text,
        shortcut=row.shortcut,
        closes=row.closes,
        company_id=row.company_id,
        own=True,
    )


def _place(entry: TextTemplate) -> tuple[int, bool, int]:
    """The company's own first, then the category's own; those written here before those shipped."""
    nearness = 2 * (entry.company_id is not None) + bool(entry.categories)
    return -nearness, not entry.own, entry.position
