# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl import: exports as workbooks and as CSV, of several versions and days, whole and broken.
What must be in the database is written by hand."""

import json
import os
import struct
import subprocess

import pytest

from sheets import HEAD17, Book, Raw, Styled, as_csv, preamble, row17

PANTAUCTL = os.environ.get("PANTAUCTL", "pantauctl")
DOCUMENT = {
    "governments": [{"code": "32.75", "name": "Kota Bekasi", "kind": "city", "timezone": "Asia/Jakarta",
                     "calendar": "id-asn"}],
    "units": [{"code": "dbmsda", "government": "32.75", "name": "Dinas Bina Marga", "kind": "dinas"}],
    "accounts": [],
    "feeds": [{"government": "32.75", "name": "lapor", "kind": "lapor", "units": {"Dinas Bina Marga": "dbmsda"},
               "streams": {"complaints": 600}}],
}


@pytest.fixture
def feed(database):
    database.rows("select ops.sync_config(%s::jsonb, 'abc', 'here')", json.dumps(DOCUMENT))
    return database


def run(database, *words, stdin=b""):
    done = subprocess.run([PANTAUCTL, "import", *map(str, words), "--json", "--dsn", database.dsn()],
                          input=stdin, capture_output=True, timeout=600, check=False)
    assert b"Sanitizer" not in done.stderr and b"runtime error" not in done.stderr, done.stderr.decode()
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr.decode()


def cases(database):
    return {row[0]: row[1:] for row in database.rows(
        "select external_id, status, (received_at at time zone 'UTC')::text, title, text, unit_ref, rating, precision_s"
        " from core.complaint order by 1")}


ROWS = [
    row17("5216807", "29 May 2023", "02:13:45", "Ditutup oleh Sistem", "Dinas Bina Marga"),
    row17("5216808", "1 Des 2024", "17:00:00", "Belum Terverifikasi"),
]
EXPECT = {
    "5216807": ("closed_by_system", "2023-05-29 02:13:45", "Jalan", "rusak", "Dinas Bina Marga", None, 1),
    "5216808": ("unverified", "2024-12-01 17:00:00", "Jalan", "rusak", None, None, 1),
}


@pytest.mark.parametrize("make", [
    lambda rows: Book().sheet("Laporan Ringkas", rows).bytes(),
    lambda rows: Book(shared=False).sheet("Laporan Ringkas", rows).bytes(),
    lambda rows: Book(places=False).sheet("Sheet1", rows).bytes(),
    lambda rows: Book(prefix="x:").sheet("Sheet1", rows).bytes(),
    lambda rows: as_csv(rows, bom=True),
    lambda rows: as_csv(rows, ";", end="\n"),
    lambda rows: as_csv(rows, "\t"),
], ids=["shared", "inline", "no places", "prefix", "comma", "semicolon", "tab"])
def test_every_way_to_store_it(feed, make):
    got = run(feed, "-", stdin=make(preamble("2026-11-14") + [HEAD17] + ROWS))
    assert got[0] == 0 and (got[1]["rows"], got[1]["new"]) == (2, 2), got
    assert cases(feed) == EXPECT


def test_columns_of_other_versions(feed):
    """Any order and case; numbers where the site has text; days that are numbers, with and without a date's form."""
    head = ["rating", "TANGGAL_LAPORAN_MASUK", "Nama Pelapor", "Status  Laporan", "tracking id", "Waktu Laporan Masuk",
            "Isi Laporan Akhir", "Kecamatan"]
    rows = [
        [4.5, Styled(45075, 1), "Siapa", "Terverifikasi", 5216807, Styled(0.0928819444444444, 2), "a"],  # 02:13:45
        [None, Styled(45075.5, 4), "Siapa", "Terverifikasi", "5216808", None, "a"],
        [3, 45075, "Siapa", "Terverifikasi", Raw("<v>5.216809E6</v>"), 0.25, "b"],
        [None, Styled(45075, 3), "Siapa", "Terverifikasi", Styled(5216810, 5), None, None, "x"],
        [None, Raw("<v>2023-05-29T02:13:45</v>", 't="d"'), "", "Terverifikasi",
         Raw("<f>A1</f><v>5216811</v>", 't="str"'), None, Raw("<v>#N/A</v>", 't="e"')],
    ]
    got = run(feed, "-", stdin=Book().sheet("Sheet1", [["Catatan"]]).sheet("Ekspor", [head] + rows).bytes())
    assert got[0] == 0 and got[1]["new"] == 5, got
    assert {key: (row[1], row[3], row[5], row[6]) for key, row in cases(feed).items()} == {
        "5216807": ("2023-05-29 02:13:45", "a", 4.5, 1), "5216808": ("2023-05-29 12:00:00", "a", None, 1),
        "5216809": ("2023-05-29 06:00:00", "b", 3, 1), "5216810": ("2023-05-29 00:00:00", None, None, 86400),
        "5216811": ("2023-05-29 02:13:45", None, None, 1)}
    assert "Siapa" not in feed.one("select string_agg(c::text, '') from core.complaint as c")


def test_the_named_sheet_is_read(feed):
    other = [HEAD17, row17("1", "1 Jan 2024", "", "Terverifikasi")]
    book = Book().sheet("Rekap", other).sheet("laporan ringkas", preamble("2026-11-14") + [HEAD17] + ROWS)
    assert run(feed, "-", stdin=book.bytes())[1]["new"] == 2
    assert cases(feed) == EXPECT


def test_days_from_1904(feed):
    rows = [["Tracking ID", "Tanggal Laporan Masuk", "Status Laporan"],
            ["77", Styled(45075 - 1462, 1), "Terverifikasi"], ["78", 45075 - 1462, "Terverifikasi"]]
    assert run(feed, "-", stdin=Book(date1904=True).sheet("a", rows).bytes())[0] == 0
    assert {row[1] for row in cases(feed).values()} == {"2023-05-29 00:00:00"}


def test_merged_cells(feed):
    """Somebody made it pretty: one cell for the unit of three rows; headings over two lines."""
    head = ["Tracking ID", "Tanggal Laporan Masuk", "Status Laporan", "Instansi Terdisposisi"]
    rows = [head, [], ["1", "1 Jan 2024", "Terverifikasi", "Dinas Bina Marga"], ["2", "2 Jan 2024", "Terverifikasi"],
            ["3", "3 Jan 2024", "Terverifikasi", None], ["4", "4 Jan 2024", "Terverifikasi"]]
    got = run(feed, "-", stdin=Book().sheet("a", rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:D2", "D3:D5"]).bytes())
    assert got[0] == 0 and got[1]["rows"] == 4, got
    assert {key: row[4] for key, row in cases(feed).items()} == {
        "1": "Dinas Bina Marga", "2": "Dinas Bina Marga", "3": "Dinas Bina Marga", "4": None}


def test_strings_of_several_runs(feed):
    """Rich text, how it is pronounced, and control characters."""
    book = Book().sheet("a", [["Tracking ID", "Tanggal Laporan Masuk", "Status Laporan", "Judul Laporan"],
                              ["1", "1 Jan 2024", "Terverifikasi", "x"]])
    book.parts["xl/sharedStrings.xml"] = book.all_parts()["xl/sharedStrings.xml"].replace(
        '<t xml:space="preserve">x</t>',
        '<r><t xml:space="preserve">Jalan </t></r><r><rPr><b/></rPr><t>rusak_x000D_</t></r><rPh sb="0" eb="1"><t>no</t></rPh>'
        "<phoneticPr/>")
    assert run(feed, "-", stdin=book.bytes())[0] == 0
    assert cases(feed)["1"][2] == "Jalan rusak"


def compound(*names):
    """The beginning of a compound file, with names of streams as its directory has them."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") for name in names)


@pytest.mark.parametrize("content, words", [
    (b"", "empty"),
    (compound("Root Entry", "Workbook"), "old Excel workbook (.xls)"),
    (compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), "password"),
    (b"\xef\xbb\xbf\r\n<html><head></head><body><table><tr><td>Tracking ID", "web page"),
    (b"<TABLE border=1>", "web page"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel 2003"),
    (b"%PDF-1.7", "PDF"),
    ("\ufeffTracking ID\tStatus".encode("utf-16-le"), "Unicode text"),
    (Book().sheet("a", [["x", "y"]]).bytes(), 'no heading row with "Tracking ID"'),
    (Book().sheet("a", [["Tracking ID", "Status Laporan"]]).bytes(), "tanggal laporan masuk"),
    (Book().sheet("a", [["x"]]).bytes(leave_out=["xl/workbook.xml"]), "no Excel workbook"),
    (Book().sheet("a", [["x"]]).bytes(leave_out=["xl/worksheets/sheet1.xml"]), "missing"),
    (Book().sheet("a", [HEAD17] + ROWS).bytes()[:-200], "broken or cut off"),
    (b"PK\x03\x04", "broken or cut off"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_no_export(feed, content, words):
    status, out, err = run(feed, "-", stdin=content)
    assert status == 2 and words in err and "\n" in err, (status, out, err)
    assert cases(feed) == {}


def bomb(size):
    """A sheet that is all blanks but for its end."""
    book = Book().sheet("a", [HEAD17] + ROWS)
    book.sheets[0] = ("a", book.sheets[0][1].replace("<sheetData>", "<sheetData>" + " " * size))
    return book.bytes()


def broken(name, old, new):
    book = Book().sheet("a", [HEAD17] + ROWS)
    book.parts[name] = book.all_parts()[name].replace(old, new)
    return book.bytes()


def flipped():
    """One byte of a part's packed data is another."""
    data = bytearray(Book().sheet("a", [HEAD17] + ROWS * 50).bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 200
    data[at] ^= 0xff
    return bytes(data)


def encrypted():
    """Each entry's flag says that it is encrypted, in both directories."""
    data = bytearray(Book().sheet("a", [HEAD17]).bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            flags, = struct.unpack_from("<H", data, at + place)
            struct.pack_into("<H", data, at + place, flags | 1)
            at = data.find(mark, at + 4)
    return bytes(data)


@pytest.mark.parametrize("content, words", [
    (bomb(64 << 20), "expands more than 200 times"),
    (broken("xl/sharedStrings.xml", "<sst", '<!DOCTYPE a [<!ENTITY x "yyyyyyyy">]><sst'), "declarations inside"),
    (broken("xl/worksheets/sheet1.xml", "<row", "<rov"), "mismatched tag"),
    (broken("xl/worksheets/sheet1.xml", "<sheetData>", "<a>" * 200), "within each other"),
    (flipped(), "broken"),
    (encrypted(), "password"),
], ids=["bomb", "entities", "tags", "depth", "flipped", "encrypted"])
def test_hostile_workbooks(feed, content, words):
    status, out, err = run(feed, "-", stdin=content)
    assert status == 2 and words in err, (status, out, err)
    assert cases(feed) == {}


def test_places_that_are_none(feed):
    """References, shared strings and styles that point nowhere cost their cell, not the sheet."""
    rows = [HEAD17[:2] + ["Status Laporan"], ["1", "1 Jan 2024", Raw("<v>99999</v>", 't="s"')],
            ["2", "1 Jan 2024", Raw("<v>-1</v>", 't="s"')],
            ["3", Raw("<v>45075</v>", 's="999999"'), "Terverifikasi"], ["4", Raw("<v>1e999</v>", 's="1"'), "x"]]
    book = Book().sheet("a", rows)
    book.parts["xl/worksheets/sheet1.xml"] = book.all_parts()["xl/worksheets/sheet1.xml"].replace(
        "</sheetData>", '<row r="0"><c r="ZZZZZZ1"><v>1</v></c></row><row r="99999999"><c r="é"/></row></sheetData>')
    status, got, err = run(feed, "-", stdin=book.bytes())
    assert status == 1 and got["rows"] >= 4 and "is no date" in err, (status, got, err)
    assert set(cases(feed)) == {"1", "2", "3"}


def test_dates_that_a_spreadsheet_turned(feed):
    """An English spreadsheet writes the month first: one day above 12 in second place shows it for all."""
    head = HEAD17[:3] + ["Status Laporan"]
    rows = [head, ["1", "5/29/2023", "2:13:45 AM", "x"], ["2", "5/6/2023", "12:00:00 PM", "x"]]
    assert run(feed, "-", stdin=as_csv(rows))[0] == 0
    rows = [head, ["3", "29/5/2023", "02.13.45", "x"], ["4", "5/6/2023", "", "x"], ["5", "5-Jun-23", "", "x"],
            ["6", "Senin, 5 Juni 2023 07:08", "", "x"]]
    assert run(feed, "-", stdin=as_csv(rows, ";"))[0] == 0
    assert {key: row[1] for key, row in cases(feed).items()} == {
        "1": "2023-05-29 02:13:45", "2": "2023-05-06 12:00:00", "3": "2023-05-29 02:13:45", "4": "2023-06-05 00:00:00",
        "5": "2023-06-05 00:00:00", "6": "2023-06-05 07:08:00"}
