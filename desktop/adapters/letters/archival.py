"""What makes a PDF of Qt one that can be kept for ever (PDF/A-1b), with the same bytes each time.

Qt embeds the fonts and a profile of its colours. What it writes about the document is replaced: the
standard wants the same words there twice, and the same letters shall give the same bytes.
"""

import re
from datetime import UTC, datetime

from PySide6.QtCore import QByteArray, QUuid, qVersion
from PySide6.QtGui import QPagedPaintDevice, QPdfWriter

NAME = "Mieterdesk"
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
_OTHER_COLOURS = re.compile(rb"(/CSpcmyk |\[/Pattern )/DeviceCMYK")
"""Names that Qt gives to colours of a printing press on each page, whether one is used or not."""
_ABOUT = """\
<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{name}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{name}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{producer}"/>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmp:CreatorTool="{name}" xmp:CreateDate="{made_at}" xmp:ModifyDate="{made_at}"/>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 pdfaid:part="1" pdfaid:conformance="B"/>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def describe(writer: QPdfWriter, made_at: datetime) -> None:
    """Make the writer write for keeping, and say what every letter's file says about itself."""
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_A1b)
    writer.setTitle(NAME)
    writer.setAuthor(NAME)
    writer.setCreator(NAME)
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), made_at.isoformat().encode()))
    about = _ABOUT.format(
        name=NAME,
        producer=f"Qt {qVersion()}",
        made_at=f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )
    writer.setDocumentXmpMetadata(QByteArray(about.encode()))


def finished(content: bytes, made_at: datetime) -> bytes:
    """Give a PDF the date of its batch, and take out what the standard forbids and no letter uses.

    The length stays, because places in the file are counted.
    """
    day = f"D:{made_at.astimezone(UTC):%Y%m%d%H%M%S}Z".encode()

    def same_length(found: re.Match[bytes]) -> bytes:
        return (b"/" + found[1] + b" (" + day + b")").ljust(len(found[0]))

    dated = _DATES.sub(same_length, content, count=2)
    return _OTHER_COLOURS.sub(rb"\1/DeviceRGB ", dated)
