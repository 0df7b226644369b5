"""Copies pages into another file with what they draw with, and nothing else of their file."""

from __future__ import annotations

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from desktop.adapters.pdf_reader.resources import (
    Names,
    drawn_bytes,
    things,
    unpacked,
    used_names,
)

_OF_A_PAGE = (
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Rotate",
    "/UserUnit",
    "/Group",
    "/Contents",
)
"""What a page looks like hangs on these. Links, threads, notes and structure lead to other pages
and would take them along: pages of another tenant."""
_LEFT_OUT = frozenset(
    {
        "/AA",
        "/AF",
        "/Alternates",
        "/Annots",
        "/Length",
        "/Metadata",
        "/OPI",
        "/Parent",
        "/PieceInfo",
        "/Ref",
        "/StructParent",
        "/StructParents",
        "/Thumb",
    }
)
_ELSEWHERE = frozenset({"/Catalog", "/Page", "/Pages", "/StructElem", "/StructTreeRoot", "/Annot"})
_LAYERS = "/OCProperties"


class PageCopier:
    """Copies pages of one file into another; what several of them draw with comes once."""

    def __init__(self, source: PdfReader, target: PdfWriter) -> None:
        self._source = source
        self._target = target
        self._made: dict[tuple[int, int], PdfObject] = {}
        self._layers: dict[tuple[int, int], IndirectObject] = {}

    def add(self, number: int) -> None:
        """Copy a page (from 0) behind those that are there.

        Raises:
            ValueError: its instructions make no sense; besides whatever the library makes of it.
        """
        source = self._source.pages[number]
        page = self._target.add_blank_page(1, 1)
        for key in _OF_A_PAGE:
            if key in source:
                page[NameObject(key)] = self._copied(source.raw_get(key))
        listed = source.get("/Resources")
        resources = None if listed is None else listed.get_object()
        if not isinstance(resources, DictionaryObject):
            resources = DictionaryObject()
        used = used_names(drawn_bytes(source.get("/Contents")), resources)
        page[NameObject("/Resources")] = self._chosen(resources, used)

    def finish(self) -> None:
        """Let the layers of the copied pages be seen or not, as they were in their file."""
        catalogue = self._source.trailer["/Root"].get_object()
        assert isinstance(catalogue, DictionaryObject)
        plan = things(things(catalogue, _LAYERS), "/D")
        if not self._layers:
            return
        kept = DictionaryObject()
        for key in ("/ON", "/OFF"):
            kept[NameObject(key)] = self._own_layers(plan.get(key))
        if "/BaseState" in plan:
            kept[NameObject("/BaseState")] = self._copied(plan["/BaseState"])
        events = plan.get("/AS")
        events = ArrayObject() if events is None else events.get_object()
        kept[NameObject("/AS")] = ArrayObject(
            self._event(event.get_object()) for event in events if isinstance(events, ArrayObject)
        )
        layers = DictionaryObject()
        layers[NameObject("/OCGs")] = ArrayObject(self._layers.values())
        layers[NameObject("/D")] = kept
        self._target.root_object[NameObject(_LAYERS)] = layers

    def _event(self, event: PdfObject) -> PdfObject:
        made = DictionaryObject()
        if isinstance(event, DictionaryObject):
            for key in ("/Event", "/Category"):
                if key in event:
                    made[NameObject(key)] = self._copied(event[key])
            made[NameObject("/OCGs")] = self._own_layers(event.get("/OCGs"))
        return made

    def _own_layers(self, listed: PdfObject | None) -> ArrayObject:
        listed = None if listed is None else listed.get_object()
        if not isinstance(listed, ArrayObject):
            return ArrayObject()
        return ArrayObject(
            self._layers[_key(one)]
            for one in listed
            if isinstance(one, IndirectObject) and _key(one) in self._layers
        )

    def _chosen(self, resources: DictionaryObject, used: Names) -> DictionaryObject:
        """Only those things that are drawn with."""
        chosen = DictionaryObject()
        for kind, names in sorted(used.items()):
            found = things(resources, kind)
            kept = DictionaryObject()
            for name in sorted(names & found.keys()):
                kept[NameObject(name)] = self._copied(found.raw_get(name))
            if kept:
                chosen[NameObject(kind)] = kept
        return chosen

    def _copied(self, value: PdfObject) -> PdfObject:
        if isinstance(value, IndirectObject):
            return self._referred(value)
        if isinstance(value, StreamObject):
            # Only stands behind a reference.
            raise ValueError("stream")  # noqa: TRY004 - of a file, not of a call
        if isinstance(value, DictionaryObject):
            return self._filled(DictionaryObject(), value)
        if isinstance(value, ArrayObject):
            return ArrayObject(self._copied(one) for one in value)
        return value

    def _referred(self, reference: IndirectObject) -> PdfObject:
        key = _key(reference)
        if key in self._made:
            return self._made[key]
        value = reference.get_object()
        if not isinstance(value, DictionaryObject):
            # Numbers and lists stand where they are used; one that holds itself ends in an error.
            return NullObject() if value is None else self._copied(value)
        if value.get("/Type") in _ELSEWHERE:
            return NullObject()
        made = StreamObject() if isinstance(value, StreamObject) else DictionaryObject()
        new = self._target._add_object(made)  # noqa: SLF001 - as the library's own merging does
        self._made[key] = new
        if value.get("/Type") == "/OCG":
            self._layers[key] = new
        self._filled(made, value)
        return new

    def _filled(self, made: DictionaryObject, value: DictionaryObject) -> DictionaryObject:
        for name in value:
            if name not in _LEFT_OUT and name != "/Resources":
                made[NameObject(name)] = self._copied(value.raw_get(name))
        if "/Resources" in value:
            resources = things(value, "/Resources")
            made[NameObject("/Resources")] = self._chosen(resources, _drawn_with(value, resources))
        if isinstance(made, StreamObject) and isinstance(value, StreamObject):
            made._data = value._data  # noqa: SLF001 - packed as it is
            made[NameObject("/Length")] = NumberObject(len(made._data))  # noqa: SLF001
        return made


def _drawn_with(value: DictionaryObject, resources: DictionaryObject) -> Names:
    """What a form, a pattern, or the glyphs of a font draw with."""
    if isinstance(value, StreamObject):
        return used_names(unpacked(value), resources)
    glyphs = [drawn_bytes(one) for one in things(value, "/CharProcs").values()]
    return used_names(b"\n".join(glyphs), resources)


def _key(reference: IndirectObject) -> tuple[int, int]:
    return reference.idnum, reference.generation
