"""HTML as PDF for paper: kept for long (PDF/A-2a), read aloud (PDF/UA-1), nothing from outside."""

from importlib.resources import files

_INTENT = "--srgb"
# PDF/A asks for a description of every property that is not its own: here the one of PDF/UA.
_UNIVERSAL_ACCESS = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def write_pdf(html: str) -> bytes:
    """The file. Styles and pictures must stand in `html` itself, with its title and language."""
    # Loading Pango takes a second, and a computer without it must still run the rest of the site.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    source = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    options = {"pdf_variant": "pdf/a-2a", "output_intent": _INTENT}
    document = source.render(color_profiles={_INTENT: _screen_colours()}, **options)
    _declare_universal_access(document.metadata)
    return document.write_pdf(**options)


def _screen_colours():
    """The colours that the page means, which WeasyPrint would read from a file it leaves open."""
    from weasyprint.css import ColorProfile  # noqa: PLC0415

    with files("weasyprint.pdf").joinpath("sRGB2014.icc").open("rb") as file:
        return ColorProfile(file, file.name, "relative-colorimetric", (["r"], ["g"], ["b"]))


def _declare_universal_access(metadata) -> None:
    """WeasyPrint names one standard; the tags that PDF/A-2a asks for fulfil PDF/UA too."""
    written = metadata.generate_rdf_metadata

    def both(*standard) -> bytes:
        return written(*standard).replace(b"</rdf:RDF>", _UNIVERSAL_ACCESS + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = both
