"""Files as programs write them."""

import io
import zipfile
from collections.abc import Sequence

from guichet.crm.imports.readers.lines import encoding_of
from guichet.crm.imports.readers.tables import Table, separator_of
from guichet.crm.imports.types import Layout

Rows = Sequence[Sequence[str]]


def read(content: bytes) -> list[list[str]]:
    """The rows of a file that needs no rewriting."""
    encoding, begins = encoding_of(content)
    separator, said = separator_of(content[begins:], encoding)
    layout = Layout(encoding, separator, header=False, begins=begins + said)
    return list(Table(io.BytesIO(content), layout, layout.begins))


def spreadsheet(
    rows: Sequence[Sequence[str | int | float | None]], sheet: str = "", others: Sequence[str] = ()
) -> bytes:
    """An XLSX with numbers as numbers and texts within the cells; ``sheet`` is put in as it is.
    ``others`` are the names of more sheets, of the same cells.
    """
    cells = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{office}"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="r1"/>'
            for n, name in enumerate(["A", *others], 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}{sheet}</sheetData>"
        "</worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return packed.getvalue()


def _cell(value: str | int | float | None) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str) and value.startswith("="):
        return f"<c><f>{value[1:]}</f><v>42</v></c>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"
