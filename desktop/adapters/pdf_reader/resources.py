"""Which of the things that a page names it really draws with: fonts, pictures, forms and others.

Many programs give all pages of a file the same list of everything that is in it.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    PdfObject,
    StreamObject,
)

from desktop.adapters.pdf_reader.instructions import Instruction, instructions, name_of

Names = dict[str, set[str]]
"""Names by the kind of thing, as in ``/Resources``."""

_KINDS = {
    b"Do": "/XObject",
    b"gs": "/ExtGState",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
    b"sh": "/Shading",
    b"BDC": "/Properties",
    b"DP": "/Properties",
}
_ALWAYS = {"/ColorSpace": {"/DefaultGray", "/DefaultRGB", "/DefaultCMYK"}}
_BUILT_IN = {"/ColorSpace": {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"}}
_BUILT_IN_PICTURE = _BUILT_IN["/ColorSpace"] | {"/G", "/RGB", "/CMYK"}
_PICTURE_SPACE = frozenset({b"/CS", b"/ColorSpace"})
_DRAWN = ("/XObject", "/Pattern", "/Font")


def drawn_bytes(content: PdfObject | None) -> bytes:
    """Return the instructions of a stream, or of several that are one behind the other.

    Raises:
        ValueError: some of it is no stream.
    """
    content = None if content is None else content.get_object()
    if content is None:
        return b""
    if isinstance(content, ArrayObject):
        return b"\n".join(drawn_bytes(part) for part in content)
    if not isinstance(content, StreamObject):
        raise ValueError("content")  # noqa: TRY004 - of a file, not of a call
    return unpacked(content)


def unpacked(stream: StreamObject) -> bytes:
    """Return what a stream carries; the library keeps it as well, for all pages of a file."""
    data = stream.get_data()
    if isinstance(stream, EncodedStreamObject):
        stream.decoded_self = None
    return data


def used_names(content: bytes, resources: DictionaryObject) -> Names:
    """Return what instructions draw with, and what that draws with as far as it has no own list.

    Raises:
        ValueError: they make no sense, or name something that is not there: a reader that finds it
            elsewhere would show what another does not.
    """
    used: defaultdict[str, set[str]] = defaultdict(set)
    waiting, seen = [content], set[int]()
    while waiting:
        for one in instructions(waiting.pop()):
            for kind, name in _named(one):
                if name in used[kind]:
                    continue
                used[kind].add(name)
                if name not in _BUILT_IN.get(kind, ()) and name not in things(resources, kind):
                    raise ValueError("name")
                for stream in _streams_without_list(kind, name, resources):
                    if id(stream) not in seen:
                        seen.add(id(stream))
                        waiting.append(unpacked(stream))
    for kind, names in _ALWAYS.items():
        used[kind] |= names
    return used


def things(resources: DictionaryObject, kind: str) -> DictionaryObject:
    """Return the things of one kind by name."""
    found = resources.get(kind)
    found = None if found is None else found.get_object()
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def the_thing(resources: DictionaryObject, kind: str, operand: bytes) -> PdfObject:
    """Return what an operand names.

    Raises:
        ValueError: nothing, or it is no name that all readers understand alike.
    """
    name, found = name_of(operand), things(resources, kind)
    thing = found[name].get_object() if name in found else None
    if thing is None:
        raise ValueError("name")
    return thing


def _named(one: Instruction) -> Iterator[tuple[str, str]]:
    if one.operator == b"ID":
        yield from _spaces_of_picture(one.operands)
        return
    names = [operand for operand in one.operands if operand.startswith(b"/")]
    if one.operator == b"Tf":
        yield from (("/Font", name_of(name)) for name in names)
    elif one.operator in {b"BDC", b"DP"}:
        # A tag, and a list: one that stands here is no name of one.
        if one.operands and one.operands[-1].startswith(b"/"):
            yield "/Properties", name_of(one.operands[-1])
    elif one.operator in _KINDS:
        yield from ((_KINDS[one.operator], name_of(name)) for name in names)


def _spaces_of_picture(operands: list[bytes]) -> Iterator[tuple[str, str]]:
    """The colour spaces that a picture among the instructions has by name."""
    for before, operand in pairwise(operands):
        if before in _PICTURE_SPACE and operand.startswith(b"/"):
            name = name_of(operand)
            if name not in _BUILT_IN_PICTURE:
                yield "/ColorSpace", name


def _streams_without_list(
    kind: str, name: str, resources: DictionaryObject
) -> Iterator[StreamObject]:
    """What is drawn with the list of whoever draws it."""
    if kind not in _DRAWN:
        return
    thing = things(resources, kind).get(name)
    thing = None if thing is None else thing.get_object()
    if not isinstance(thing, DictionaryObject) or "/Resources" in thing:
        return
    if kind == "/Font":
        glyphs = [one.get_object() for one in things(thing, "/CharProcs").values()]
        yield from (one for one in glyphs if isinstance(one, StreamObject))
    elif isinstance(thing, StreamObject) and thing.get("/Subtype") != "/Image":
        yield thing
