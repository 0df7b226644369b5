"""The letters of a batch that a person has to look at, as CSV for who works with paper or Excel."""

import csv
import io

from desktop.domain.documents import Verdict
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.uploads.listing import rows_to_check
from desktop.services.uploads.view import RowLine
from desktop.texts import tr
from desktop.texts.document_match import reason_text, verdict_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets."""


def check_list(context: ServiceContext, actor: Actor, upload_id: int) -> bytes:
    """Return the list with a heading, for spreadsheets: UTF-8 with its mark, semicolons.

    Raises:
        UserError: as ``load_upload``.
    """
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerow(
        (tr("Datei"), tr("Seiten"), tr("Treffer"), tr("Vertrag"), tr("Mieter"), tr("Grund"))
    )
    for row in rows_to_check(context, actor, upload_id):
        table.writerow([_harmless(cell) for cell in _cells(row)])
    return text.getvalue().encode("utf-8-sig")


def _cells(row: RowLine) -> tuple[str, ...]:
    return (
        row.file_name,
        "" if row.last is None else f"{row.first}-{row.last}",
        verdict_text(row.verdict or Verdict.NONE),
        row.contract_number,
        ", ".join(row.tenants),
        "; ".join(reason_text(one) for one in row.reasons if not one.fits),
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
