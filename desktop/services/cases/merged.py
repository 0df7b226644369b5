"""A case together with those that were merged into it, however often."""

from sqlalchemy import BindParameter, Select, select

from desktop.models.case import Case


def with_merged(case_id: int | BindParameter[int]) -> Select[tuple[int]]:
    """Return a statement of the ids of a case and of all cases that went into it.

    The case may be a parameter, for a statement that is put together once.
    """
    family = select(Case.id).where(Case.id == case_id).cte("merged_cases", recursive=True)
    # UNION, not UNION ALL: a circle, however it came about, ends.
    family = family.union(select(Case.id).where(Case.merged_into_id == family.c.id))
    return select(family.c.id)
