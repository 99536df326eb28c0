"""Files as nobody should send them: a clear account, and nothing half done."""

import io
import zipfile

import httpx
import pytest

from guichet.crm.imports.readers.sheets import MOST_UNPACKED
from guichet.crm.imports.readers.tables import Table
from guichet.crm.imports.types import MOST_BYTES, Layout
from tests.conftest import Database
from tests.crm.imports.files import spreadsheet
from tests.crm.imports.scene import ELO, RAVI, Worker, card_of, sent, shown, taken_in


def packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("clients.csv", "Nom;Portable\nPayet;0692123456\n")
    return file.getvalue()


def bomb() -> bytes:
    swollen = "1" * (MOST_UNPACKED // 8)
    return spreadsheet([["a"]], f"<row><c><v>{swollen}</v></c></row>")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed(), "packed_file"),
        (bomb(), "spreadsheet_too_large"),
        (b"<html><table><tr><td>Ana</td><td>0692111111</td></tr></table></html>", "page_not_sheet"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<Workbook/>', "page_not_sheet"),
        (b"BEGIN:VCARD\nFN:Ana\nTEL:0692111111\nEND:VCARD\n", "another_kind_of_file"),
        (b";".join([b"Colonne"] * 301) + b"\n" + b";".join([b"x"] * 301), "too_many_columns"),
    ],
    ids=["an archive", "a zip bomb", "a page", "old XML", "a visiting card", "301 columns"],
)
async def test_what_is_no_list_or_unpacks_or_spreads_without_end_is_refused_whole(
    http: httpx.AsyncClient, worker: Worker, content: bytes, code: str
) -> None:
    one = await sent(http, content, "clients.xlsx")
    await worker.read(one)
    failed = await shown(http, one)
    assert (failed["state"], failed["problem"], failed["rows"]) == ("failed", code, None)
    assert failed["problem_text"]
    assert (await http.get("/contacts")).json()["items"] == []


async def test_more_than_two_gigabytes_are_refused_before_a_byte_is_sent(
    http: httpx.AsyncClient,
) -> None:
    asked = {"file_name": "clients.csv", "size": MOST_BYTES + 1}
    refused = await http.post("/imports", json=asked)
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["faults"]] == ["size"]
    assert (await http.post("/imports", json={**asked, "size": MOST_BYTES})).status_code == 201


def test_rows_are_read_and_read_on_beyond_two_gigabytes() -> None:
    class Huge(io.RawIOBase):
        """As if so much stood before these rows."""

        rows = b"Payet;0692123456\nHoarau;0693456789\n"
        place = 0

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, place: int, whence: int = 0) -> int:
            assert whence == 0
            self.place = place
            return place

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # only bytes are read
            found = self.rows[self.place - MOST_BYTES :][: len(buffer)]
            buffer[: len(found)] = found
            self.place += len(found)
            return len(found)

    file = Huge()
    layout = Layout("utf-8", ";", header=False)
    first = Table(file, layout, MOST_BYTES)  # type: ignore[arg-type]  # its bytes are made up
    assert next(first) == ["Payet", "0692123456"]
    assert first.at == MOST_BYTES + 17
    again = Table(file, layout, first.at)  # type: ignore[arg-type]  # its bytes are made up
    assert list(again) == [["Hoarau", "0693456789"]]


async def test_ten_thousand_times_the_same_person_is_one_card(
    http: httpx.AsyncClient, worker: Worker, database: Database
) -> None:
    lines = ["Nom;Portable", *(["Élo Payet;0692 12 34 56"] * 10_000)]
    done = await taken_in(http, worker, "\n".join(lines).encode())
    assert (done["done"], done["counts"]["new"], done["counts"]["duplicates"]) == (10_000, 1, 9_999)
    assert (await card_of(http, ELO))["version"] == 1
    with database.connect_owner() as owner:
        held = "SELECT count(*), count(DISTINCT contact_id) FROM contact_import_row"
        assert owner.execute(held).fetchone() == (10_000, 1)


async def test_a_file_without_a_header_of_mixed_encodings_and_formulas_is_taken_as_it_is(
    http: httpx.AsyncClient, worker: Worker
) -> None:
    content = "Éloïse;0692 12 34 56;=1+1\n".encode() + "Loïc;0693 45 67 89;été\n".encode("cp1252")
    one = await sent(http, content)
    await worker.read(one)
    ready = await shown(http, one)
    assert (ready["rows"], ready["header"]) == (2, False)
    mapping = {"columns": ["name", "phone", "new_attribute:text"]}
    answer = await http.patch(f"/imports/{one['id']}", json=mapping)
    assert answer.status_code == 200, answer.text
    await http.post(f"/imports/{one['id']}/start")
    await worker.run(one)
    elo, loic = await card_of(http, ELO), await card_of(http, RAVI)
    assert (elo["name"], list(elo["attributes"].values())) == ("Éloïse", ["=1+1"])
    assert (loic["name"], list(loic["attributes"].values())) == ("Loïc", ["été"])


async def test_titles_above_the_columns_are_left_out_and_counted(
    http: httpx.AsyncClient, worker: Worker
) -> None:
    content = "Clients de la boutique;;\r\n\r\nÉdité le 12/03/2026;;\r\n" + (
        "Nom;Portable;Ville\r\nÉlo Payet;0692 12 34 56;Saint-Denis\r\n"
    )
    one = await sent(http, content.encode("cp1252"))
    await worker.read(one)
    ready = await shown(http, one)
    assert (ready["titles"], ready["header"], ready["rows"]) == (2, True, 1)
    assert [column["meaning"] for column in ready["columns"]] == ["name", "phone", "commune"]
    assert ready["preview"][0]["cells"] == ["Élo Payet", "0692 12 34 56", "Saint-Denis"]
    await http.post(f"/imports/{one['id']}/start")
    await worker.run(one)
    assert (await shown(http, one))["counts"]["new"] == 1
    assert (await card_of(http, ELO))["name"] == "Élo Payet"


async def test_of_a_spreadsheet_of_several_sheets_the_one_that_is_read_is_named(
    http: httpx.AsyncClient, worker: Worker
) -> None:
    alone = await sent(http, spreadsheet([["Nom", "Portable"], ["Élo", "0692123456"]]), "a.xlsx")
    await worker.read(alone)
    assert (await shown(http, alone))["sheet"] is None
    two = spreadsheet([["Nom", "Portable"], ["Élo", "0692123456"]], others=["Février"])
    several = await sent(http, two, "a.xlsx")
    await worker.read(several)
    ready = await shown(http, several)
    assert (ready["sheet"], ready["rows"]) == ("A", 1)
