"""Kinds of files that can do something on a computer when they are opened."""

_RUNS = (
    "apk app appimage bat chm cmd com cpl deb desktop dmg exe gadget hta iso jar js jse lnk mjs "
    "msc msi msix msp pif pkg ps1 py pyw reg rpm run scf scr sh url vb vbe vbs website ws wsf"
)
"""Programs, scripts and shortcuts."""
_ACTIVE = (
    "docm dotm eml htm html iqy mht mhtml one pptm potm ppsm rtf shtml slk svg svgz xhtml xlam "
    "xlsb xlsm xltm xml xsl 7z gz img rar tar vhd vhdx zip"
)
"""Documents that carry macros or scripts, and boxes in which any of these can lie."""
_OWN_BYTES = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"PK\x03\x04")


def is_risky(name: str, head: bytes = b"") -> bool:
    """Whether a file may run something: by every ending of its name, or by its first bytes.

    All endings count, because ``rechnung.pdf.exe`` and ``rechnung.exe .pdf`` want to be overlooked.
    Documents of the newer kind are archives too, but those endings are known to hold no macros.
    """
    risky = {*_RUNS.split(), *_ACTIVE.split()}
    endings = {part.strip().lower() for part in name.split(".")[1:]}
    if endings & risky:
        return True
    plain_office = name.lower().rpartition(".")[2] in ("docx", "xlsx", "pptx", "odt", "ods", "odp")
    starts = _OWN_BYTES[:-1] if plain_office else _OWN_BYTES
    return head.startswith(starts)
