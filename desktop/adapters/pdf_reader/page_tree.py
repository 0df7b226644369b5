"""Which page is which: only where no reader of a file can see it otherwise is it certain."""

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject


def certain_pages(reader: PdfReader) -> int:
    """Return how many pages a file has.

    Readers differ in what they make of an entry that is no page: some count it, and all pages
    behind it have another number then.

    Raises:
        ValueError: there is anything but pages in the tree, or a branch comes twice; besides
            whatever the library makes of the file.
    """
    count, seen = 0, set[int]()
    waiting: list[PdfObject] = [reader.root_object["/Pages"]]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, DictionaryObject):
            raise ValueError("page")  # noqa: TRY004 - of a file, not of a call
        is_branch = "/Kids" in node
        if node.get("/Type") != ("/Pages" if is_branch else "/Page"):
            raise ValueError("page")
        if not is_branch:
            count += 1
            continue
        kids = node["/Kids"]
        if id(node) in seen or not isinstance(kids, ArrayObject):
            raise ValueError("branch")
        seen.add(id(node))
        for kid in kids:
            if not isinstance(kid, IndirectObject):
                raise ValueError("entry")  # noqa: TRY004 - of a file, not of a call
            waiting.append(kid.get_object() or kid)
    return count
