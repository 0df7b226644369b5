"""What every letter of a company has in common: name, sender, foot; its own words or its data."""

from collections.abc import Mapping

from desktop.domain.code_letter import Part
from desktop.domain.letter import Letterhead
from desktop.models.company import Company

_NOTHING: Mapping[Part, str] = {}
_FEET = (Part.FOOT_LEFT, Part.FOOT_MIDDLE, Part.FOOT_RIGHT)


def letterhead(company: Company, texts: Mapping[Part, str] = _NOTHING) -> Letterhead:
    """Return the letterhead; ``texts`` are the parts a company worded itself.

    What is not known is left out.
    """
    words = {**head_of(company), **texts}
    return Letterhead(
        name=words[Part.HEAD_NAME].strip(),
        line=words[Part.HEAD_LINE].strip(),
        sender=words[Part.HEAD_SENDER].strip(),
        footer=tuple(
            tuple(line.strip() for line in words[part].splitlines() if line.strip())
            for part in _FEET
        ),
    )


def head_of(company: Company) -> dict[Part, str]:
    """Return the parts of the letterhead as the data of the company make them."""
    street = f"{company.street} {company.house_number}".strip()
    town = f"{company.postcode} {company.town}".strip()
    reach = (f"Telefon {company.phone}" if company.phone else "", company.email, company.website)
    register = (
        company.register_court,
        company.register_number,
        "Gläubiger-ID" if company.creditor_id else "",
        company.creditor_id,
    )
    return {
        Part.HEAD_NAME: company.name,
        Part.HEAD_LINE: " · ".join(part for part in (company.town, company.department) if part),
        Part.HEAD_SENDER: ", ".join(part for part in (company.name, street, town) if part),
        Part.FOOT_LEFT: _lines(company.name, street, town),
        Part.FOOT_MIDDLE: _lines(*reach),
        Part.FOOT_RIGHT: _lines(*register),
    }


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
