# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl import: exports as workbooks and as CSV, of several versions and days, whole and broken.
What must be in the database is written by hand."""

import json
import os
import re
import struct
import subprocess
import threading
import time

import pytest

import stand
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


def export(day, *rows):
    return as_csv(preamble(day) + [HEAD17] + list(rows))


def everything(database):
    return (cases(database), database.rows(
        "select complaint_external_id, kind, (at_earliest at time zone 'UTC')::text, (at_latest at time zone 'UTC')::text"
        " from core.complaint_event order by 1, 2, 3, 4"), database.rows(
        "select opened_at, state, ended_at, answered_at from core.inquiry order by 1, 2, 3"))


FILES = {  # by the day on which each was made
    "may": export("2025-05-03", row17("1", "1 May 2025", "01:00:00", "Terverifikasi", "Dinas Bina Marga"),
                  row17("2", "2 May 2025", "01:00:00", "Terdisposisi", "Dinas Bina Marga")),
    "june": export("2025-06-03", row17("1", "1 May 2025", "01:00:00", "Terverifikasi", "Dinas Bina Marga"),
                   row17("2", "2 May 2025", "01:00:00", "Ditutup oleh Admin", "Dinas Bina Marga", title="Jembatan")),
    # Twice on one day, without a new case between them: the state tells which was later.
    "noon": export("2025-07-03", row17("1", "1 May 2025", "01:00:00", "Proses", "Dinas Bina Marga")),
    "night": export("2025-07-03", row17("1", "1 May 2025", "01:00:00", "Ditutup oleh Pelapor", "Dinas Bina Marga")),
    # A copy of the rows alone: its newest case says that it is not from before the tenth of May.
    "copy": as_csv([HEAD17, row17("1", "1 May 2025", "01:00:00", "Belum Terverifikasi", "Dinas Bina Marga"),
                    row17("3", "10 May 2025", "01:00:00", "Belum Terverifikasi")]),
}
ORDERS = (["may", "june", "noon", "night", "copy"], ["copy", "night", "noon", "june", "may"],
          ["night", "may", "copy", "noon", "june"])


def test_the_order_of_files_does_not_matter(cluster, tmp_path):
    ends = []
    for number, order in enumerate(ORDERS):
        database = cluster.database(f"order_{number}")
        database.rows("select ops.sync_config(%s::jsonb, 'abc', 'here')", json.dumps(DOCUMENT))
        for name in order:
            path = tmp_path / f"{name}.csv"
            path.write_bytes(FILES[name])
            assert run(database, path)[0] == 0
        ends.append(everything(database))
    assert ends[0] == ends[1] == ends[2]
    assert {key: (row[0], row[2]) for key, row in ends[0][0].items()} == {
        "1": ("closed_by_reporter", "Jalan"), "2": ("closed_by_admin", "Jembatan"), "3": ("unverified", "Jalan")}
    closed = [row for row in ends[0][1] if row[1] == "closed"]
    # Seen open in June at the latest, and closed in July at the earliest; disposed in May, closed in June.
    assert closed == [("1", "closed", "2025-06-03 00:00:00", "2025-07-04 00:00:00"),
                      ("2", "closed", "2025-05-03 00:00:00", "2025-06-04 00:00:00")]


def test_a_workbook_of_the_site_knows_its_second(feed):
    def book(created, status):
        return Book().sheet("Laporan Ringkas", preamble("2025-05-03") + [
            HEAD17, row17("1", "1 May 2025", "01:00:00", status)]).properties(created, "2026-01-01T00:00:00Z").bytes()
    assert run(feed, "-", stdin=book("2025-05-03T09:30:00Z", "Proses"))[0] == 0
    assert run(feed, "-", stdin=book("2025-05-03T08:00:00Z", "Ditutup oleh Admin"))[0] == 0
    assert cases(feed)["1"][0] == "in_process"  # opened again, for the file says that it is the later one
    assert feed.rows("select (at_latest at time zone 'UTC')::text from core.complaint_event where kind = 'closed'") == [
        ("2025-05-03 08:00:00",)]


def test_what_was_imported_is_known(feed, tmp_path):
    path, other = tmp_path / "Mei 2025.csv", tmp_path / "renamed.csv"
    path.write_bytes(FILES["may"] + as_csv([row17("x", "1 May 2025", "", "Proses", "Dinas Antah")]))
    other.write_bytes(path.read_bytes())
    status, got, err = run(feed, "--dry-run", path)
    assert status == 1 and (got["new"], got["known"]) == (2, False) and ':14: "x" is no tracking id' in err
    assert feed.one("select count(*) from ops.import") == 0 and cases(feed) == {}
    assert run(feed, path)[1]["refusals"] == ['14: "x" is no tracking id']
    status, got, err = run(feed, other)
    assert (status, err) == (0, "") and got["known"] and (got["new"], got["unchanged"], got["refused"]) == (0, 2, 1)
    first = feed.one("select made_latest from ops.import")
    status, got, _ = run(feed, "--again", other)
    assert status == 1 and not got["known"] and (got["new"], got["changed"], got["unchanged"]) == (0, 0, 2)
    assert feed.rows("select name, row_count, new_count, made_latest, last_at > first_at from ops.import") == [
        ("renamed.csv", 3, 0, first, True)]
    digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
    assert feed.one("select digest from ops.import") == digest == got["digest"]


def test_several_files(feed, tmp_path):
    for name in ("may", "june"):
        (tmp_path / name).write_bytes(FILES[name])
    (tmp_path / "bad").write_bytes(b"%PDF-1.7")
    done = subprocess.run([PANTAUCTL, "import", "--dsn", feed.dsn(), *(str(tmp_path / name) for name in ("may", "bad", "june"))],
                          capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 2 and "PDF" in done.stderr, done
    assert [line.split(": ", 1)[1] for line in done.stdout.splitlines()] == [
        "lapor: 2 rows: 2 new, 0 changed, 0 unchanged, 0 refused", "lapor: 2 rows: 0 new, 1 changed, 1 unchanged, 0 refused"]
    shown = subprocess.run([PANTAUCTL, "imports", "--json", "--dsn", feed.dsn()], capture_output=True, timeout=600, check=True)
    assert [(row["file"], row["new"], row["changed"], row["by"]) for row in json.loads(shown.stdout)] == [
        ("june", 0, 1, "pantau_writer"), ("may", 2, 0, "pantau_writer")]
    shown = subprocess.run([PANTAUCTL, "status", "--json", "--dsn", feed.dsn("pantau_admin")], capture_output=True,
                           timeout=600, check=True)
    assert [row["file"] for row in json.loads(shown.stdout)["imports"]] == ["june", "may"]


def test_texts_are_cut_and_masked(feed):
    """3,000 characters are a text that was cut; the whole one of the feed stays."""
    whole = "é" * 2999 + "!!"
    feed.rows("""insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, status,
        status_raw, received_at, status_observed_at, text, truncated, first_observed_at, changed_observed_at)
        select government_id, account_id, '1', 'lapor', core.natural_id('complaint', government_id, account_id, '1'),
        'verified', 'x', '2025-05-01', '2025-05-01', %s, false, '2025-05-01', '2025-05-01' from core.account""", whole)
    rows = [row17("1", "1 May 2025", "01:00:00", "Proses", text=whole[:3000]),
            row17("2", "1 May 2025", "01:00:00", "Proses", text="x" * 3000),
            row17("3", "1 May 2025", "01:00:00", "Proses", text="x" * 2999, title="NIK 3275015505900001, 081255501234"),
            row17("4", "1 May 2025", "01:00:00", "Proses",
                  text="lihat data:image/png;base64," + "iVBORw0KGgo+/" * 200 + "== di sini")]
    assert run(feed, "-", stdin=export("2025-06-03", *rows))[0] == 0
    assert feed.rows("select external_id, truncated, text = %s, title from core.complaint order by 1", whole) == [
        ("1", False, True, "Jalan"), ("2", True, False, "Jalan"), ("3", False, False, "NIK [nik], [telepon]"),
        ("4", False, False, "Jalan")]
    assert feed.one("select text from core.complaint where external_id = '4'") == "lihat [gambar] di sini"


def test_states_that_nobody_knows_are_told(feed):
    """Each once, with the line it was met first in; the rows are kept."""
    rows = [row17("1", "1 Jan 2024", "", "Sedang Dipikirkan"), row17("2", "1 Jan 2024", "", "Terverifikasi"),
            row17("3", "1 Jan 2024", "", "Sedang Dipikirkan"), row17("4", "1 Jan 2024", "", "Lain Lagi")]
    status, got, err = run(feed, "-", stdin=as_csv([HEAD17] + rows))
    assert status == 0 and got["new"] == 4, got
    told = [line.split(":", 1)[1] for line in err.splitlines() if "nobody knows" in line]
    assert told == ['2: nobody knows the state "Sedang Dipikirkan": it is kept, and ends nothing',
                    '5: nobody knows the state "Lain Lagi": it is kept, and ends nothing'], err
    assert [row[0] for row in cases(feed).values()] == ["unknown", "verified", "unknown", "unknown"]


def test_the_last_state_that_is_told_says_so(feed):
    """Sixty-four words; a file whose column is another one would else fill the screen."""
    rows = [row17(str(n), "1 Jan 2024", "", f"Kata {n}") for n in range(1, 67)]
    status, got, err = run(feed, "-", stdin=as_csv([HEAD17] + rows))
    assert status == 0 and got["new"] == 66, got
    told = [line.split(":", 1)[1] for line in err.splitlines() if "nobody knows" in line]
    assert len(told) == 64, err
    assert told[-2:] == ['64: nobody knows the state "Kata 63": it is kept, and ends nothing',
                         '65: nobody knows the state "Kata 64": it is kept, and ends nothing; further ones are not told'], err


def watch(database, folder, timeout=600):
    done = subprocess.run([PANTAUCTL, "import", "--folder", str(folder), "--dsn", database.dsn()],
                          capture_output=True, text=True, timeout=timeout, check=False)
    assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
    return done


def test_a_folder_is_emptied(feed, tmp_path):
    (tmp_path / "b Mei.CSV").write_bytes(FILES["may"])
    (tmp_path / "a.xlsx").write_bytes(Book().sheet("x", [HEAD17] + ROWS).bytes())
    (tmp_path / "odd.csv").write_bytes(as_csv([HEAD17, row17("77", "1 May 2025", "01:00:00", "Proses"), row17("no number", "", "", "Proses")]))
    (tmp_path / "cut.xlsx").write_bytes(Book().sheet("x", [HEAD17] + ROWS).bytes()[:300])
    (tmp_path / "old.xls").write_bytes(compound("Workbook"))
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / ".b.csv.Xq12").write_bytes(b"half")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to("/etc/passwd")
    done = watch(feed, tmp_path)
    assert done.returncode == 1, done
    assert f"{tmp_path}/b Mei.CSV: lapor: 2 rows: 2 new" in done.stdout.splitlines()[1], done.stdout  # which file it is about
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".b.csv.Xq12", "done", "failed", "~$a.xlsx"], left
    ends = {place: sorted(path.name.split(" ", 1)[1] for path in (tmp_path / place).iterdir()) for place in ("done", "failed")}
    # One row that is refused is told, and costs the others nothing.
    assert ends == {"done": ["a.xlsx", "a.xlsx.report", "b Mei.CSV", "b Mei.CSV.report", "odd.csv", "odd.csv.report"],
                    "failed": ["cut.xlsx", "cut.xlsx.report", "folder.csv", "folder.csv.report", "link.csv",
                               "link.csv.report", "old.xls", "old.xls.report"]}
    moved = [line.split('"')[1] for line in done.stderr.splitlines() if line.startswith("pantauctl: it lies in ")]
    assert sorted(moved) == sorted(str(path) for path in tmp_path.glob("failed/*") if path.suffix != ".report")
    reports = {path.name.split(" ", 1)[1]: path.read_text() for path in tmp_path.glob("*/*.report")}
    assert "2 rows: 2 new" in reports["b Mei.CSV.report"] and "SHA-256" in reports["b Mei.CSV.report"], reports
    assert "old Excel workbook" in reports["old.xls.report"] and "cut off" in reports["cut.xlsx.report"], reports
    assert "2 rows: 1 new" in reports["odd.csv.report"] and "1 refused" in reports["odd.csv.report"], reports
    assert len(cases(feed)) == 5
    # Put there again: known, and out of the way again.
    (tmp_path / "again.csv").write_bytes(FILES["may"])
    done = watch(feed, tmp_path)
    assert done.returncode == 0 and re.search(r"known since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: nothing", done.stdout), done
    assert len(list((tmp_path / "done").glob("* again.csv"))) == 1


def test_a_file_that_is_replaced_while_it_is_read(feed, tmp_path):
    """What lies there afterwards was not read: it stays and is read too. And a name as long as names may be."""
    name = "x" * 247 + "-Mei.csv"
    (tmp_path / name).write_bytes(FILES["may"])
    held = feed.connect()
    held.cursor().execute("begin; lock table ops.import in access exclusive mode")
    importer = subprocess.Popen([PANTAUCTL, "import", "--folder", str(tmp_path), "--dsn", feed.dsn()],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    stand.wait_for(lambda: feed.one("select count(*) from pg_locks where not granted") > 0, what="the import to wait")
    (tmp_path / "new").write_bytes(FILES["june"])
    (tmp_path / "new").rename(tmp_path / name)
    held.close()
    out, err = importer.communicate(timeout=stand.PATIENCE_S)
    assert importer.returncode == 0, err
    done = sorted((tmp_path / "done").glob("*.csv"))
    assert [path.read_bytes() for path in done] == [FILES["june"]] and done[0].name.endswith("xx-Mei.csv"), done
    assert feed.one("select count(*) from ops.import") == 2, out


def test_names_that_are_cut_to_the_same_and_names_with_line_ends(feed, tmp_path):
    """Nothing is overwritten, however many names end the same; no name writes a line of its own."""
    for begin, content in (("a", FILES["may"]), ("b", FILES["june"]), ("c", b"no export")):
        (tmp_path / (begin * 30 + "y" * 196 + ".csv")).write_bytes(content)
    (tmp_path / "z\npantauctl: forged \x1b[31m.csv").write_bytes(b"no export")
    done = watch(feed, tmp_path)
    assert done.returncode == 1, done
    kept = [path.read_bytes() for path in (tmp_path / "done").glob("*y.csv")]
    assert sorted(kept) == sorted([FILES["may"], FILES["june"]]), list((tmp_path / "done").iterdir())
    assert len(list((tmp_path / "done").glob("*.csv.report"))) == 2
    assert "\x1b" not in done.stderr + done.stdout and "z?pantauctl: forged ?[31m.csv" in done.stderr, done.stderr
    assert not [line for line in done.stderr.splitlines() if line.startswith("pantauctl: forged")], done.stderr


def test_two_imports_of_one_folder(feed, tmp_path):
    """Who comes second finds that the file was taken away while he read it: that is no error."""
    (tmp_path / "may.csv").write_bytes(FILES["may"])
    held = feed.connect()
    held.cursor().execute("begin; lock table ops.import in access exclusive mode")
    both = [subprocess.Popen([PANTAUCTL, "import", "--folder", str(tmp_path), "--dsn", feed.dsn()],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    stand.wait_for(lambda: feed.one("select count(*) from pg_locks where not granted") > 1, what="both to wait")
    held.close()
    said = [importer.communicate(timeout=stand.PATIENCE_S) for importer in both]
    assert [importer.returncode for importer in both] == [0, 0] and [err for _, err in said] == ["", ""], said
    assert sorted(path.suffix for path in (tmp_path / "done").iterdir()) == [".csv", ".report"]
    assert not (tmp_path / "failed").exists() and len(cases(feed)) == 2


class Writer(threading.Thread):
    """Writes a file in pieces, a tenth of a second apart; knows the longest time that it really took."""

    def __init__(self, path, whole, pieces):
        super().__init__()
        self.path, self.whole, self.pieces, self.longest_s = path, whole, pieces, 0

    def run(self):
        size, last = len(self.whole) // self.pieces + 1, time.monotonic()
        with open(self.path, "wb", buffering=0) as file:
            for at in range(0, len(self.whole), size):
                file.write(self.whole[at:at + size])
                time.sleep(0.1)
                self.longest_s = max(self.longest_s, time.monotonic() - last)
                last = time.monotonic()


def test_a_file_that_is_too_large_holds_nobody_up(feed, tmp_path):
    """Rows of megabytes are read a few at a time; one that no memory holds is its file's fault, and the next file's turn comes."""
    cell = '"' + 'a""' * 125_000 + '"'
    rows = [as_csv([row17(str(5216900 + n), "29 May 2023", "02:13:45", "Ditutup oleh Sistem", "Dinas Bina Marga")])
            .decode().replace(",rusak,", f",{cell},", 1) for n in range(480)]
    (tmp_path / "a.csv").write_text(as_csv([HEAD17]).decode() + "".join(rows))
    (tmp_path / "b.csv").write_text(as_csv([HEAD17, ROWS[1]]).decode() + rows[0].replace(cell, '"' + 'a""' * 60_000_000 + '"'))
    (tmp_path / "c.csv").write_bytes(as_csv([HEAD17, ROWS[0]]))
    done = watch(feed, tmp_path)
    assert done.returncode == 1, done
    ends = {place: sorted(path.name.split(" ", 1)[1] for path in (tmp_path / place).iterdir()) for place in ("done", "failed")}
    assert ends == {"done": ["a.csv", "a.csv.report", "c.csv", "c.csv.report"], "failed": ["b.csv", "b.csv.report"]}, done.stderr
    report = next((tmp_path / "failed").glob("*.report")).read_text()
    assert "b.csv:3: the row is too large" in report and "SHA-256" in report, report
    assert feed.one("select count(*) from core.complaint") == 481  # rows beside it are not kept


def test_who_still_writes_is_waited_for(feed, tmp_path):
    """A file that grows for longer than it must lie still is read whole. A machine that held the writer himself
    for so long proves nothing: then once more, with other cases."""
    for attempt in range(20):
        rows = [row17(str(attempt * 1000 + n), "1 May 2025", "01:00:00", "Proses") for n in range(1, 201)]
        writer = Writer(tmp_path / "slow.csv", export("2025-06-03", *rows), 70)
        writer.start()
        stand.wait_for((tmp_path / "slow.csv").exists, what="the first piece")
        done = watch(feed, tmp_path)
        writer.join()
        if writer.longest_s < 4:
            break
    assert done.returncode == 0 and "200 rows: 200 new" in done.stdout, done


def test_a_folder_without_a_feed_or_a_database_is_left_alone(database, tmp_path):
    (tmp_path / "may.csv").write_bytes(FILES["may"])
    done = watch(database, tmp_path)
    assert done.returncode == 2 and "no such feed" in done.stderr, done
    database.rows("select ops.sync_config(%s::jsonb, 'abc', 'here')", json.dumps(DOCUMENT))
    database.rows("revoke insert on core.complaint from pantau_writer")
    done = watch(database, tmp_path)
    assert done.returncode == 3 and "permission denied" in done.stderr, done
    assert [path.name for path in tmp_path.iterdir()] == ["may.csv"]
    database.rows("grant insert on core.complaint to pantau_writer")
    assert watch(database, tmp_path).returncode == 0 and len(cases(database)) == 2
