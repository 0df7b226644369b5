"""How a certificate would look if it were issued now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.domain.certificates import PAPER_NAMES, CertificateField
from desktop.services.context import ServiceContext
from desktop.services.letters.port import LetterPress
from desktop.services.staff.access import Actor

if TYPE_CHECKING:
    from desktop.services.certificates.view import CertificateView
    from desktop.services.documents.view import DocumentFile


def made_now(
    press: LetterPress,
    view: CertificateView,
    typed: Mapping[CertificateField, str],
    context: ServiceContext,
    actor: Actor,
) -> DocumentFile:
    """Return the paper as it would be issued now, by what is typed. Raises as its preview."""
    from desktop.services.certificates.use_cases import preview_certificate
    from desktop.services.documents.view import DocumentFile

    data = preview_certificate(context, actor, press, view.certificate_id, typed)
    return DocumentFile(f"{PAPER_NAMES[view.kind]}.pdf", "application/pdf", data)
