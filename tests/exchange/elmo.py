"""The schema of ELMO, with what it imports found here instead of at its hosts."""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

HERE = Path(__file__).parent.parent / "specimens" / "elmo"
XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
XML_LANG = (
    f'<xs:schema {XS} targetNamespace="http://www.w3.org/XML/1998/namespace">'
    '<xs:attribute name="lang" type="xs:language"/></xs:schema>'
)
ADDRESS = (
    f"<xs:schema {XS} targetNamespace="
    '"https://github.com/erasmus-without-paper/ewp-specs-types-address/tree/stable-v1">'
    '<xs:complexType name="FlexibleAddress"/></xs:schema>'
)


class Here(etree.Resolver):
    def resolve(self, url: str, _public_id: str, context: Any) -> Any:
        name = url.rsplit("/", 1)[-1]
        if name == "xml.xsd":
            return self.resolve_string(XML_LANG, context)
        if "ewp-specs-types-address" in url:
            return self.resolve_string(ADDRESS, context)
        return self.resolve_filename(str(HERE / name), context)


@cache
def schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Here())
    return etree.XMLSchema(etree.parse(str(HERE / "elmo.xsd"), parser))


def faults(xml: bytes) -> list[str]:
    """What is wrong with a file by the schema; nothing where it is valid."""
    found = schema()
    found.validate(etree.fromstring(xml))
    return [f"line {fault.line}: {fault.message}" for fault in found.error_log]
