"""The list of parts of the package as a CycloneDX bill of materials."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from licences import Part

from desktop import __version__

NAME = "sbom.cdx.json"
_NAMESPACE = uuid.UUID("6f6a7f0c-6a3e-5c36-9c0e-0f3f2a7a8b11")
_REFERENCES = "LicenseRef-"


def document(parts: Iterable[Part], moment: int) -> str:
    """Return the document: the same parts and time (seconds since 1970) give the same text."""
    components = [_component(part) for part in parts if part.name != "Mieterdesk"]
    own = {
        "type": "application",
        "bom-ref": f"mieterdesk@{__version__}",
        "name": "Mieterdesk",
        "version": __version__,
        "licenses": [{"expression": "Apache-2.0"}],
    }
    serial = uuid.uuid5(_NAMESPACE, json.dumps([own, components], sort_keys=True))
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(moment, UTC).isoformat(),
            "component": own,
        },
        "components": components,
        "dependencies": [
            {"ref": own["bom-ref"], "dependsOn": [one["bom-ref"] for one in components]}
        ],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def _component(part: Part) -> dict[str, object]:
    is_package = part.address.startswith("pkg:")
    told: dict[str, object] = {
        "type": "library",
        "bom-ref": f"{part.name}@{part.version}",
        "name": part.name,
    }
    if part.version:
        told["version"] = part.version
    if part.licence.startswith(_REFERENCES):
        told["licenses"] = [{"license": {"name": f"see licences/{part.name}"}}]
    else:
        told["licenses"] = [{"expression": part.licence}]
    if is_package:
        told["purl"] = part.address
    else:
        told["externalReferences"] = [{"type": "website", "url": part.address}]
    return told
