# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl units import: the list of an office becomes files that pantaud accepts; what people write where an
account is meant; what was edited by hand stays. Needs no database."""

import json
import os
import subprocess

import pytest
import yaml

from sheets import Book, as_csv

PANTAUCTL = os.environ.get("PANTAUCTL", "pantauctl")
PANTAUD = os.environ.get("PANTAUD", "pantaud")
ROWS = [
    ["DAFTAR AKUN MEDIA SOSIAL"], [],
    ["No", "Nama OPD", "Singkatan", "Induk", "Link Facebook", "Instagram", "Twitter / X", "Kanal YouTube", "TikTok", "Threads",
     "Website", "Jumlah Pengikut IG"],
    [1, "Dinas Komunikasi dan Informatika", "Diskominfo", "-", "https://www.facebook.com/profile.php?id=100064000000101&locale=id_ID",
     "https://www.instagram.com/kominfo.contoh/?hl=id", "https://x.com/kominfocontoh", "https://youtube.com/channel/UCabcdefghijklmnopqrstuv",
     "https://www.tiktok.com/@kominfo.contoh?lang=id", "https://www.threads.net/@kominfo.contoh", "https://kominfo.kota.example", 1200],
    [2, 'Dinas "Kesehatan"', "", "", "https://m.facebook.com/dinkes.contoh", "@dinkes_contoh", "tidak ada", "-", "", "",
     "https://dinkes.kota.example/feed/", 5],
    [3, "Puskesmas Mawar", "", "dinas kesehatan", "https://web.facebook.com/people/Puskesmas-Mawar/100064000000104/",
     "pkm.mawar; https://instagram.com/pkm.mawar.kota", "", "", "", "", "", ""],
    [4, "Kelurahan Melati", "", "Kecamatan Barat", "https://www.facebook.com/share/1AbCdEf", "https://www.instagram.com/p/C1aBcD/",
     "", "", "", "", "", ""],
    [5, "Diskominfo", "", "", "", "", "", "", "", "", "", ""],
    [6, "", "", "", "", "", "", "", "", "", "", ""],
]


def run(*words):
    done = subprocess.run([PANTAUCTL, "units", "import", *map(str, words), "--json"], capture_output=True, text=True,
                          timeout=600, check=False)
    assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def units(folder):
    return {unit["code"]: unit for path in folder.glob("*.yaml") for unit in yaml.safe_load(path.read_text())["units"]}


def check(tmp_path, folder):
    """pantaud's own word on the files."""
    main = tmp_path / "pantau.yaml"
    main.write_text(f"include: [ '{folder}/*.yaml' ]\ncredentials: {{ directory: '{tmp_path}' }}\ngovernments:\n"
                    "  - { code: '32.99', name: Kota Contoh, kind: city, timezone: Asia/Jakarta }\n")
    (tmp_path / "pseudonym-key").write_text("0123456789abcdef" * 4)
    (tmp_path / "pseudonym-key").chmod(0o600)
    tmp_path.chmod(0o700)
    done = subprocess.run([PANTAUD, "check-config", "--config", str(main)], capture_output=True, text=True, timeout=600,
                          check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("make", [
    as_csv, lambda rows: as_csv(rows, ";", bom=True), lambda rows: Book().sheet("OPD", rows).bytes(),
], ids=["comma", "semicolon", "workbook"])
def test_a_list_becomes_files(tmp_path, make):
    (tmp_path / "daftar").write_bytes(make(ROWS))
    out = tmp_path / "units.d"
    status, got, err = run("-g", "32.99", "--out", out, tmp_path / "daftar")
    assert status == 1 and (got["units"], got["accounts"], got["written"], got["unchanged"], got["kept"]) == (4, 13, 4, 0, [])
    assert [(problem["line"], problem["text"]) for problem in got["problems"]] == [
        (7, '"https://www.facebook.com/share/1AbCdEf" is no account'),
        (7, '"https://www.instagram.com/p/C1aBcD/" is no account'),
        (8, 'the code "diskominfo" is that of another row'), (9, "there is no name"),
        (7, 'no row is the unit above it, "Kecamatan Barat"')]
    assert ":7: " in err
    assert units(out) == {
        "diskominfo": {
            "code": "diskominfo", "government": "32.99", "name": "Dinas Komunikasi dan Informatika", "kind": "dinas",
            "accounts": [{"platform": "facebook", "id": "100064000000101"},
                         {"platform": "youtube", "id": "UCabcdefghijklmnopqrstuv"}]},
        "dinas-kesehatan": {
            "code": "dinas-kesehatan", "government": "32.99", "name": 'Dinas "Kesehatan"', "kind": "dinas",
            "accounts": [{"platform": "web", "id": "https://dinkes.kota.example/feed/"}]},
        "puskesmas-mawar": {
            "code": "puskesmas-mawar", "government": "32.99", "name": "Puskesmas Mawar", "kind": "puskesmas",
            "parent": "dinas-kesehatan", "accounts": [{"platform": "facebook", "id": "100064000000104"}]},
        "kelurahan-melati": {
            "code": "kelurahan-melati", "government": "32.99", "name": "Kelurahan Melati", "kind": "kelurahan"},
    }
    check(tmp_path, out)
    text = (out / "diskominfo.yaml").read_text()
    for account in ('{ platform: instagram, id: "", handle: "kominfo.contoh" }', '{ platform: x, id: "", handle: "kominfocontoh" }',
                    '{ platform: tiktok, id: "", handle: "kominfo.contoh" }', '{ platform: threads, id: "", handle: "kominfo.contoh" }',
                    '{ platform: web, id: "https://kominfo.kota.example" }'):
        assert f"#- {account}" in text, text
    assert "pantau-instagram(7)" in text and "pantau-web(7)" in text
    assert 'handle: "pkm.mawar"' in (out / "puskesmas-mawar.yaml").read_text() and \
        'handle: "pkm.mawar.kota"' in (out / "puskesmas-mawar.yaml").read_text()
    # Filled in, it is an account.
    (out / "diskominfo.yaml").write_text(text.replace('#- { platform: instagram, id: ""', '- { platform: instagram, id: "17841400000000001"'))
    check(tmp_path, out)


def test_two_columns_of_one_platform(tmp_path):
    """What stands in the second one would be lost without a word. And what offices call their units; sums below them."""
    for head in ("Organisasi Perangkat Daerah", "Satuan Kerja", "NAMA DINAS"):
        (tmp_path / "a.csv").write_bytes(as_csv([[head, "Username IG", "Link IG", "Facebook"], ["Dinas", "nama.satu", "nama.dua", "dinas.fb"],
                                                 ["TOTAL", "1", "1", "1"], ["Jumlah", "1", "", ""]]))
        status, got, _ = run("-g", "32.99", "-o", tmp_path / "o", tmp_path / "a.csv")
        assert (status, got["units"], got["accounts"]) == (1, 1, 2), got
        assert got["problems"] == [{"line": 1, "text": 'another column says what "Link IG" does: it is not read'}]


def test_no_account_is_ready(tmp_path):
    """Then the list itself stands behind a mark, and says so."""
    (tmp_path / "a.csv").write_bytes(as_csv([["nama", "ig"], ["Dinas", "nama.satu; nama.dua"]]))
    out = tmp_path / "o"
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[0] == 0
    check(tmp_path, out)
    text = (out / "dinas.yaml").read_text()
    assert "    #accounts: # with the first that is filled in, take this mark away too\n" in text
    (out / "dinas.yaml").write_text(
        text.replace("#accounts:", "accounts:").replace('#- { platform: instagram, id: ""', '- { platform: instagram, id: "17841400000000002"', 1))
    check(tmp_path, out)
    assert units(out)["dinas"]["accounts"] == [{"platform": "instagram", "id": "17841400000000002", "handle": "nama.satu"}]



def test_what_was_edited_stays(tmp_path):
    rows = [["Nama Unit", "Jenis", "Kode", "ID Facebook", "Facebook", "Kredensial Facebook", "Kalender"],
            ["Dinas A", "Dinas", "DA", "100064000000001", "dinas.a", "fb-a", "id-asn"], ["Dinas B", "", "DB", "", "", "", ""]]
    (tmp_path / "a.csv").write_bytes(as_csv(rows))
    out = tmp_path / "out"
    assert run("-g", "32.99", "-o", out, "--dry-run", tmp_path / "a.csv")[1]["written"] == 2 and not out.exists()
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[0] == 0
    assert units(out)["da"] == {
        "code": "da", "government": "32.99", "name": "Dinas A", "kind": "dinas", "calendar": "id-asn",
        "accounts": [{"platform": "facebook", "id": "100064000000001", "handle": "dinas.a", "credential": "fb-a"}]}
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[1]["unchanged"] == 2
    (out / "da.yaml").write_text((out / "da.yaml").read_text().replace("dinas.a", "dinas.baru"))
    rows[1][0], rows[2][0] = "Dinas A Baru", "Dinas B Baru"
    (tmp_path / "a.csv").write_bytes(as_csv(rows))
    status, got, _ = run("-g", "32.99", "-o", out, tmp_path / "a.csv")
    assert status == 0 and (got["written"], got["kept"]) == (1, [str(out / "da.yaml")]), got
    assert units(out)["da"]["name"] == "Dinas A" and units(out)["db"]["name"] == "Dinas B Baru"
    assert run("-g", "32.99", "-o", out, "--force", tmp_path / "a.csv")[1]["written"] == 1
    assert units(out)["da"]["accounts"][0]["handle"] == "dinas.a"
    (out / "db.yaml").write_text("units: []\n")  # written by somebody, without our mark
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[1]["kept"] == [str(out / "db.yaml")]


@pytest.mark.parametrize("column, written, handle, number", [
    ("facebook", "facebook.com/Dinas.Contoh", "Dinas.Contoh", ""), ("facebook", "https://id-id.facebook.com/x.y/about?z=1", "x.y", ""),
    ("facebook", "https://www.facebook.com/pages/Nama-Unit/100064000000009", None, "100064000000009"),
    ("facebook", "https://www.facebook.com/p/Nama-Unit-100064000000009/", None, "100064000000009"),
    ("facebook", "100064000000009", None, "100064000000009"), ("facebook", "112", "112", ""),
    ("instagram", "HTTPS://WWW.INSTAGRAM.COM/Nama_Unit", "Nama_Unit", ""), ("instagram", "@nama", "nama", ""),
    ("youtube", "https://www.youtube.com/@NamaUnit/videos", "NamaUnit", ""), ("youtube", "youtube.com/user/Nama", "Nama", ""),
    ("youtube", "UCabcdefghijklmnopqrstuv", None, "UCabcdefghijklmnopqrstuv"), ("x", "https://mobile.twitter.com/nama?s=20", "nama", ""),
    ("tiktok", "tiktok.com/@nama.unit", "nama.unit", ""), ("threads", "https://www.threads.com/@nama", "nama", ""),
    ("facebook", "https://www.instagram.com/nama", "nama", ""),
])
def test_addresses(tmp_path, column, written, handle, number):
    (tmp_path / "a.csv").write_bytes(as_csv([["nama", column], ["Dinas", written]]))
    status, got, err = run("-g", "32.99", "-o", tmp_path / "o", tmp_path / "a.csv")
    assert status == 0 and got["accounts"] == 1, (got, err)
    line, = [line for line in (tmp_path / "o" / "dinas.yaml").read_text().splitlines() if "platform:" in line]
    platform = "instagram" if "instagram" in written.lower() else column
    account, = yaml.safe_load(line.strip().lstrip("#"))
    assert account == {"platform": platform, "id": number, **({"handle": handle} if handle else {})}, line


@pytest.mark.parametrize("written", [
    "https://youtu.be/abc", "https://linktr.ee/dinas", "https://www.instagram.com/", "https://www.instagram.com/reel/abc", "dinas kesehatan",
    "https://www.facebook.com/groups/123456789", "nama\"unit", "https://facebook.com.evil.example/nama", "@", "https://",
])
def test_what_is_no_account(tmp_path, written):
    (tmp_path / "a.csv").write_bytes(as_csv([["nama", "instagram"], ["Dinas", written]]))
    status, got, _ = run("-g", "32.99", "-o", tmp_path / "o", tmp_path / "a.csv")
    assert status == 1 and got["accounts"] == 0 and "is no account" in got["problems"][0]["text"], got


def test_names_make_codes(tmp_path):
    names = {"Dinas Kesehatan": "dinas-kesehatan", "  UPTD  Puskesmas (Mawar) ": "uptd-puskesmas-mawar", "Kel. Bojong/Rawa": "kel-bojong-rawa",
             "Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana": "dinas-pemberdayaan-perempuan-perlindungan-anak"}
    (tmp_path / "a.csv").write_bytes(as_csv([["nama", "tipe"]] + [[name, "x"] for name in names]))
    assert run("-g", "32.99", "-o", tmp_path / "o", tmp_path / "a.csv")[0] == 0
    assert sorted(units(tmp_path / "o")) == sorted(names.values())


def test_what_stands_twice(tmp_path):
    """An account has one owner, whatever the letters; a unit above is told by its code, or by a name of one row."""
    rows = [["Nama", "Kode", "Induk", "IG", "ID Facebook"], ["Dinas A", "a", "", "@Dinas_A", "100064000000001"],
            ["Dinas A", "", "", "", ""], ["UPT C", "c", "DINAS A", "dinas_a; upt.c", ""],
            ["UPT D", "d", "A", "", "100064000000001"], ["Puskesmas", "p1", "", "", ""], ["Puskesmas", "p2", "", "", ""]]
    (tmp_path / "a.csv").write_bytes(as_csv(rows, ";", bom=True))
    status, got, _ = run("-g", "32.99", "-o", tmp_path / "o", tmp_path / "a.csv")
    assert status == 1 and (got["units"], got["accounts"]) == (6, 3), got
    assert [(problem["line"], problem["text"]) for problem in got["problems"]] == [
        (4, 'several rows are the unit above it, "DINAS A"'), (3, 'the unit "Dinas A" stands in line 2 too'),
        (4, 'instagram "dinas_a" stands in line 2 too'), (5, 'facebook "100064000000001" stands in line 2 too')]
    written = units(tmp_path / "o")
    assert "parent" not in written["c"] and written["d"]["parent"] == "a" and "accounts" not in written["d"]
    check(tmp_path, tmp_path / "o")


def test_another_encoding_is_told(tmp_path):
    (tmp_path / "a.csv").write_bytes("nama;ig\r\nDinas Caf\xe9;dinas\r\n".encode("latin-1"))
    status, got, _ = run("-g", "32.99", "-o", tmp_path / "o", tmp_path / "a.csv")
    assert status == 1 and got["units"] == 1, got
    assert got["problems"] == [{"line": 1, "text": "not all of it is UTF-8: save it as CSV UTF-8"}]


def test_what_is_no_list(tmp_path):
    for content, words in ((b"", "empty"), (b"a,b\n1,2\n", "no heading row"), (b"%PDF", "PDF"),
                           (b"nama,ig\r\n,\r\n\r\n", "a: no unit stands below its headings")):
        (tmp_path / "a").write_bytes(content)
        status, got, err = run("-g", "32.99", "-o", tmp_path / "o", tmp_path / "a")
        assert (status, got) == (2, None) and words in err, err
    assert "--government" in run(tmp_path / "a")[2] and "No such file" in run("-g", "32.99", tmp_path / "none")[2]
    assert not (tmp_path / "o").exists()


def test_characters_that_end_a_line(tmp_path):
    """An account that stands in a comment would go on behind them, as something else."""
    (tmp_path / "a.csv").write_bytes(as_csv([
        ["nama", "website", "id website"], ["Dinas\u0085 A \ufeff\uffff", "https://a.example/\u2028x", ""],
        ["Dinas\u2029 \u0091B\u0092", "", "https://b.example/\u2028  - { code: c }"], ["Dinas C é 😀", "", ""]]))
    out = tmp_path / "o"
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[1]["written"] == 3
    assert {unit["name"]: "accounts" in unit for unit in units(out).values()} == {"Dinas  A   ": False, "Dinas   B ": False, "Dinas C é 😀": False}
    check(tmp_path, out)
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[1]["unchanged"] == 3


def test_a_file_that_grew(tmp_path):
    (tmp_path / "a.csv").write_bytes(as_csv([["nama", "tipe"], ["Dinas", "x"]]))
    out = tmp_path / "o"
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[0] == 0
    text = (out / "dinas.yaml").read_text()
    (out / "dinas.yaml").write_text("#" * ((1 << 20) - len(text) - 1) + "\n" + text.replace("\n# By", "\n#\n# By")[:-2])
    assert run("-g", "32.99", "-o", out, tmp_path / "a.csv")[1]["kept"] == [str(out / "dinas.yaml")]
