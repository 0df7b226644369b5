"""What the kinds share: values of rows as columns of tables, and what is needed for a new thing."""

from collections.abc import Mapping
from typing import Any

from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.columns import COLUMNS
from desktop.domain.master_data.findings import Reason
from desktop.services.master_data.plan import Plan, Values
from desktop.services.master_data.rows import DELETED, TypedRow

NEEDED: Mapping[MasterDataKind, tuple[str, ...]] = {
    kind: tuple(one.name for one in columns if one.needed) for kind, columns in COLUMNS.items()
}
_NEEDED_SETS = {kind: frozenset(names) for kind, names in NEEDED.items()}


def given_values(row: TypedRow, names: Mapping[str, str], empty: Mapping[str, Any]) -> Values:
    """Return what a row says of the columns ``names`` (file: table), deletions as what is empty."""
    given: Values = {}
    values = row.values
    for name, target in names.items():
        if name in values:
            value = values[name]
            given[target] = empty[target] if value is DELETED else value
    return given


def lacks_needed(kind: MasterDataKind, row: TypedRow, plan: Plan) -> bool:
    """Whether a new thing lacks what it cannot do without; then the row is refused."""
    values = row.values
    if not row.deletes and values.keys() >= _NEEDED_SETS[kind]:
        return False
    for name in NEEDED[kind]:
        if values.get(name, DELETED) is DELETED:
            plan.refuse(row.line, name, Reason.NEEDED)
            return True
    return False
