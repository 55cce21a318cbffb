"""Reads a PDF for what PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) ask of every file."""

import io
from collections.abc import Iterator
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/schema#}namespaceURI"


def problems(content: bytes) -> list[str]:
    """What the file lacks, in the words of the standards; empty for a file that has all."""
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    asked = {
        "identifier": "/ID" in reader.trailer,
        "no encryption": "/Encrypt" not in reader.trailer,
        "marked": bool(root.get("/MarkInfo", {}).get("/Marked")),
        "structure": "/StructTreeRoot" in root,
        "language": root.get("/Lang") == "vi",
        "title shown": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        "no scripts": not {"/OpenAction", "/AA", "/AcroForm"} & set(root),
        "fonts": bool(list(_fonts(reader))),
        "tab order": all(page.get("/Tabs") == "/S" for page in reader.pages),
        **_colours(root),
        **_metadata(root, reader),
    }
    found = [name for name, is_met in asked.items() if not is_met]
    return found + [f"font {name}" for name, is_whole in _fonts(reader) if not is_whole]


def _colours(root) -> dict[str, bool]:
    intents = [intent.get_object() for intent in root.get("/OutputIntents", [])]
    profiles = [intent["/DestOutputProfile"].get_object() for intent in intents]
    return {
        "one output intent": [intent["/S"] for intent in intents] == ["/GTS_PDFA1"],
        # The signature of an ICC profile and its kind of colours stand in its head.
        "profile of RGB": [(p["/N"], p.get_data()[36:40], p.get_data()[16:20]) for p in profiles]
        == [(3, b"acsp", b"RGB ")],
    }


def _metadata(root, reader) -> dict[str, bool]:
    stream = root.get("/Metadata")
    if stream is None:
        return {"metadata": False}
    packet = ElementTree.fromstring(stream.get_object().get_data())
    said = {}
    for description in packet.iter(f"{RDF}Description"):
        said |= description.attrib
        said |= {child.tag: "".join(child.itertext()).strip() for child in description}
    described = [element.text for element in packet.iter(EXTENSION)]
    return {
        "one packet": len(packet.findall(f"{RDF}RDF")) == 1,
        "PDF/A-2a": (said.get(f"{PDFA}part"), said.get(f"{PDFA}conformance")) == ("2", "A"),
        "PDF/UA-1": said.get(f"{PDFUA}part") == "1",
        "PDF/UA described": described == [PDFUA.strip("{}")],
        "title": bool(said.get(f"{DC}title")) and said[f"{DC}title"] == reader.metadata.title,
    }


def _fonts(reader: PdfReader) -> Iterator[tuple[str, bool]]:
    """Each font by name, and whether it is embedded and its letters can be read back."""
    for item in range(1, reader.trailer["/Size"]):
        font = reader.get_object(item)
        if isinstance(font, DictionaryObject) and font.get("/Subtype") == "/Type0":
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            is_embedded = bool({"/FontFile2", "/FontFile3"} & set(descriptor))
            yield str(font["/BaseFont"]), is_embedded and "/ToUnicode" in font
        elif isinstance(font, DictionaryObject) and font.get("/Type") == "/Font":
            # A simple font is one of the reader's own; a descendant belongs to the one above.
            yield str(font["/BaseFont"]), "/CIDSystemInfo" in font
