# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Answers of complaint feeds as they might come, and what must be read out of them, written by hand after
what is public of SP4N-LAPOR! (its flat log and its four stage times). Nothing here was recorded.

FEEDS: name → (settings, bytes of the first page, {case: columns}, {case: [(kind, at, unit or None)]}).
Times are epoch seconds of WIB (UTC+7); what is not said of a case is not checked."""

import calendar
import json

RECEIVED = 1676101500  # Saturday, 11 February 2023, 14:45 in Jakarta
LONG = "Sabtu, 11 Februari 2023, 14:45"
DAY = 86400
DISPOSED = "Laporan didisposisikan ke Dinas Jalan oleh Admin Koordinator."
ANSWER = "Kami informasikan bahwa jalan sudah diperbaiki pada hari ini."

FEEDS = {}


def says(name, items, cases, events=None, settings="profile: flat_log", wrap="data", extra=None):
    text = items if isinstance(items, bytes) else json.dumps({wrap: items, **(extra or {})}).encode()
    FEEDS[name] = (settings, text, cases, events or {})


def flat(number, log=(), **more):
    item = {"id": str(number), "status": "Ditindaklanjuti oleh Instansi", "date": LONG, "judul": "Jalan rusak",
            "isi": "Kapan diperbaiki?", "kategori": "Infrastruktur", "klasifikasi": "Aspirasi", "tipe": "Anonim",
            "log": [{"date": date, "keterangan": text} for date, text in log], **more}
    return {key: value for key, value in item.items() if value is not ...}


def case(**more):
    return {"status": "in_process", "received_at": RECEIVED, "title": "Jalan rusak", "text": "Kapan diperbaiki?",
            "topic": "Infrastruktur", "class": "aspiration", "visibility": "anonymous", **more}


USUAL = [("Rabu, 22 Februari 2023, 09:00", DISPOSED), ("Kamis, 23 Februari 2023, 10:44", "Terima kasih atas laporannya, "
         "akan kami teruskan kepada bidang terkait."), ("Kamis, 23 Februari 2023, 11:11", ANSWER)]
AT_22, AT_23A, AT_23B = 1677031200, 1677123840, 1677125460
WALK = [("received", RECEIVED, None), ("disposed", AT_22, "jalan"), ("acknowledged", AT_23A, None),
        ("answered", AT_23B, None)]

says("as usual", [flat(1, USUAL)],
     {"1": case(unit="jalan", disposed_at=AT_22, first_reply_at=AT_23A, substantive_reply_at=AT_23B)}, {"1": WALK})
says("newest first", [flat(2, USUAL[::-1])],
     {"2": case(unit="jalan", disposed_at=AT_22, first_reply_at=AT_23A, substantive_reply_at=AT_23B)}, {"2": WALK})
says("a list and a log with keys", {"0": flat(3) | {"log": {
    "0": {"date": USUAL[0][0], "keterangan": DISPOSED}, "2": {"date": USUAL[2][0], "keterangan": ANSWER}}},
    "5": flat(4)},
    {"3": case(unit="jalan", disposed_at=AT_22), "4": case()},
    {"3": [WALK[0], WALK[1], WALK[3]]})
says("one object instead of a list", flat(5, USUAL), {"5": case(unit="jalan")}, {"5": WALK})
says("the province's wrapper, with and without", [
    {"id": 91, "log_span_lapor": flat(6, USUAL)}, {"id": 92, "log_span_lapor": None}],
    {"6": case(unit="jalan")}, {"6": WALK})
says("a list in a list, by its path", json.dumps({"result": {"rows": [flat(7)]}, "ok": True}).encode(), {"7": case()},
     settings="profile: flat_log, list_path: result.rows")
says("the answer is the list", json.dumps([flat(8)]).encode(), {"8": case()}, settings='profile: flat_log, list_path: ""')
says("the list is the second thing of a list", json.dumps([{"code": 200}, [flat(9)]]).encode(), {"9": case()},
     settings='profile: flat_log, list_path: "1"')
says("nothing but what must be", [{"id": 10, "date": LONG}, {"id": "11", "status": "Terverifikasi"}],
     {"10": {"status": "unknown", "received_at": RECEIVED, "title": None, "class": None, "visibility": None},
      "11": {"status": "verified", "received_at": None}})
says("null everywhere", [{"id": "12", "status": None, "date": LONG, "judul": None, "isi": None, "kategori": None,
                          "klasifikasi": None, "tipe": None, "log": None}],
     {"12": {"status": "unknown", "received_at": RECEIVED, "title": None}})
TIMES = ["Sabtu, 11 Februari 2023, 14:45", "11 Februari 2023 14:45 WIB", "11 Februari 2023 pukul 14.45 WIB",
         "SABTU, 11 FEBRUARI 2023, 14:45", "11 Feb 2023 14:45:00", "Sat, 11 February 2023 14:45", "2023-02-11 14:45",
         "2023-02-11T14:45:00+07:00", "2023-02-11T07:45:00Z", "2023-02-11T07:45:00.000000Z", "2023-02-11 14:45:00.000",
         RECEIVED, str(RECEIVED), RECEIVED * 1000, float(RECEIVED), "11-02-2023 14:45", "11/02/2023 14:45:00",
         "11 Februari 2023 15:45 WITA", "2023-02-11 14.45 WIB", "  11  Februari  2023 ,  14:45 "]
says("times of every form", [flat(100 + n, date=date) for n, date in enumerate(TIMES)],
     {str(100 + n): case() for n in range(len(TIMES))})
says("a day without a clock; no time at all", [flat(13, date="11 Februari 2023"), flat(14, date="0000-00-00 00:00:00"),
                                               flat(15, date="-"), flat(16, date=0), flat(17, date="kemarin")],
     {"13": case(received_at=RECEIVED - (14 * 60 + 45) * 60, precision_s=DAY), **{
         str(n): case(received_at=None) for n in (14, 15, 16, 17)}})
STATES = {"DITUTUP OLEH SISTEM": "closed_by_system", "ditutup  oleh pelapor": "closed_by_reporter",
          " Ditutup oleh Admin. ": "closed_by_admin", "Menunggu\u0020Kelengkapan Informasi": "awaiting_reporter",
          "Belum Terverifikasi": "unverified", "Konten Terblokir": "blocked", "Diarsipkan oleh Sistem": "archived_by_system",
          "Sedang ditelaah": "unknown"}
says("states in other letters", [flat(200 + n, status=state) for n, state in enumerate(STATES)],
     {str(200 + n): case(status=word, status_raw=phrase) for n, (phrase, word) in enumerate(STATES.items())})
says("classes and visibilities", [
    flat(18, klasifikasi="PENGADUAN BERKADAR PENGAWASAN", tipe="Anonim, Rahasia"),
    flat(19, klasifikasi="Pengaduan Tidak Berkadar Pengawasan", tipe=""), flat(20, klasifikasi="", tipe="Rahasia"),
    flat(21, klasifikasi="Whistle blowing", tipe=None)],
    {"18": case(**{"class": "oversight", "visibility": "anonymous_confidential"}),
     "19": case(**{"class": "no_oversight", "visibility": "public"}),
     "20": case(**{"class": None, "visibility": "confidential"}),
     "21": case(**{"class": "other", "visibility": None})})
says("twice in a list; bad ones among good ones", [
    None, "x", {"id": "22"}, {"judul": "tanpa nomor"}, flat(23), flat(23), {"id": {"a": 1}, "date": LONG},
    flat(24, log=[("kemarin", ANSWER), (USUAL[0][0], DISPOSED), (USUAL[2][0], "")])],
    {"23": case(), "24": case(unit="jalan")}, {"24": [WALK[0], WALK[1]]})
says("bytes: a mark of the order, no UTF-8, commas, a zero", b"\xef\xbb\xbf\n" + json.dumps(
    {"data": [flat(25, judul="JUDUL")]}).encode().replace(b"JUDUL", b"caf\xe9 \\u0000").replace(b"}]}", b"},],}\r\n"),
    {"25": case(title="caf? \ufffd")})
says("the same words twice at one minute", [flat(26, [USUAL[0], USUAL[2], USUAL[2]])],
     {"26": case(unit="jalan", substantive_reply_at=AT_23B)}, {"26": [WALK[0], WALK[1], WALK[3], WALK[3]]})
says("what an editor leaves around the words", [flat(27, [
    (USUAL[0][0], "<p>Laporan didisposisikan ke <b>Dinas&nbsp;Jalan</b> oleh Admin Koordinator.</p>"),
    (USUAL[1][0], "<div>Terima kasih atas laporannya,<br/>akan kami teruskan kepada bidang terkait.</div>"),
    (USUAL[2][0], f"<p>{ANSWER}</p>")])],
    {"27": case(unit="jalan", disposed_at=AT_22, first_reply_at=AT_23A, substantive_reply_at=AT_23B)}, {"27": WALK})
says("a countdown closes nothing", [flat(28, [*USUAL, (
    "Jumat, 24 Februari 2023, 08:00", "Laporan akan ditutup oleh sistem dalam 10 hari kerja.")],
    status="Selesai otomatis dalam 10 hari")],
    {"28": case(closed_at=None, closed_by=None, substantive_reply_at=AT_23B)},
    {"28": [*WALK, ("status_seen", 1677200400, None)]})
THROWN = RECEIVED + DAY + 2 * 3600 + 24 * 60
says("thrown on by the nation's admin, answered in points, thanked for, opened again", [flat(32, [
    ("Minggu, 12 Februari 2023, 17:09", "Laporan dilempar ke Pemerintah Kota Simulasi oleh Admin Nasional SP4N-LAPOR!"),
    *USUAL[:2], (USUAL[2][0], "Terima Kasih atas laporannya. Terkait jalan itu dapat kami sampaikan sebagai berikut :\n"
                 "1. Jalan itu milik provinsi.\n2. Usulan sudah dikirim."),
    ("Kamis, 23 Februari 2023, 16:41", "Terima kasih atas tanggapannya. \n\nTanggapan kami: dinas tetap berwenang."),
    ("Jumat, 24 Februari 2023, 08:00", "Laporan dibuka kembali oleh Pelapor")])],
    {"32": case(unit="jalan", disposed_at=THROWN, first_reply_at=AT_23A, substantive_reply_at=AT_23B)},
    {"32": [WALK[0], ("disposed", THROWN, None), *WALK[1:], ("reporter_reply", AT_23B + 19800, None),
            ("status_seen", 1677200400, None)]})
says("a line where nothing is", [flat(
    29, USUAL[:1], status="-", kategori="-", klasifikasi="--", instansi="-", instansi_id="-", lat="-", rating="")],
    {"29": case(**{"status": "unknown", "status_raw": None, "topic": None, "class": None, "unit": "jalan",
                   "unit_ref": "Dinas Jalan", "lat": None, "rating": None})}, {"29": WALK[:2]})
says("a log and nothing else", [{"id": "30", "status": None, "date": "", "log": flat(30, USUAL)["log"]},
                                {"id": "31", "status": "-", "log": []}],
     {"30": {"status": "unknown", "received_at": None, "unit": "jalan", "disposed_at": AT_22,
             "substantive_reply_at": AT_23B}}, {"30": WALK[1:]})
says("several institutions, all of the map", [
    flat(32, [(USUAL[0][0], "Laporan didisposisikan ke <ol><li>Dinas Jalan</li><li>14637</li></ol> oleh Admin.")]),
    flat(33, [(USUAL[0][0], "Laporan didisposisikan ke Dinas Jalan dan kepada 14637 untuk ditindaklanjuti.")]),
    flat(34, [(USUAL[0][0], "Laporan didisposisikan ke 1. Dinas Jalan 2. Dinas Langit. Mohon segera.")])],
    {"32": case(unit="jalan", disposed_at=AT_22), "33": case(unit="jalan", disposed_at=AT_22),
     "34": case(unit=None, unit_ref="1. Dinas Jalan 2. Dinas Langit", disposed_at=AT_22)},
    {"32": WALK[:2], "33": WALK[:2], "34": [WALK[0], ("disposed", AT_22, None)]})
SHORT = {1: "Jan", 2: "Peb", 3: "Mrt", 4: "Apr", 5: "Mei", 6: "Jun", 7: "Jul", 8: "Agst", 9: "Sept", 10: "Okt", 11: "Nop",
         12: "Des"}
says("short months, and what stands between a day and a clock", [
    flat(300 + month, date=f"1 {name}. 2023 - pkl. 07.00 (WIB)") for month, name in SHORT.items()],
    {str(300 + month): case(received_at=calendar.timegm((2023, month, 1, 0, 0, 0)), precision_s=60) for month in SHORT})
says("long ids, and ids with letters", [flat("9" * 25), flat("LP-2023/00012")],
     {"9" * 25: case(), "LP-2023/00012": case()})


def stages(number, **more):
    item = {"TrackingID": number, "JudulLaporan": "Jalan rusak", "IsiLaporan": "Kapan diperbaiki?",
            "Kategori": "Infrastruktur", "Klasifikasi": "Aspirasi", "TipeLaporan": "Anonim", "Status": "Proses",
            "DisposisiInstansiID": 14637, "DisposisiInstansi": "Dinas Jalan", "TimestampLaporanMasuk": RECEIVED,
            "TimestampTanggalDisposisi": AT_22, "TimestampTanggalAktivitasTerakhir": AT_23A,
            "TimestampTanggalLaporanDitutup": 0, **more}
    return {key: value for key, value in item.items() if value is not ...}


def staged(name, items, cases, events=None):
    says("stages: " + name, items, cases, events, settings="profile: stages")


def gone(**more):
    return case(unit="jalan", disposed_at=AT_22, last_activity_at=AT_23A, closed_at=None, **more)


staged("as usual", [stages(31)], {"31": gone()}, {"31": [("received", RECEIVED, None), ("disposed", AT_22, "jalan")]})
staged("numbers as texts, null for none", [stages(
    "32", TimestampLaporanMasuk=str(RECEIVED), TimestampTanggalDisposisi=str(AT_22), DisposisiInstansiID="14637",
    TimestampTanggalLaporanDitutup=None)], {"32": gone()})
staged("only the words of the days", [stages(
    33, TimestampLaporanMasuk=..., TimestampTanggalDisposisi=0, TimestampTanggalAktivitasTerakhir=None,
    TanggalLaporanMasuk="11 Februari 2023", TanggalDisposisi="22 February 2023", TanggalLaporanAktivitasTerakhir="")],
    {"33": case(unit="jalan", received_at=RECEIVED - (14 * 60 + 45) * 60, disposed_at=AT_22 - 9 * 3600,
                last_activity_at=None, precision_s=DAY)})
staged("no unit, no disposition", [stages(34, DisposisiInstansiID=0, DisposisiInstansi=None, TimestampTanggalDisposisi=0,
                                          Status="Belum")],
       {"34": case(unit=None, disposed_at=None, status="unverified")}, {"34": [("received", RECEIVED, None)]})
staged("a name without a number; a unit nobody mapped", [
    stages(35, DisposisiInstansiID=...), stages(36, DisposisiInstansiID=99999, DisposisiInstansi="Dinas Lain")],
    {"35": gone(), "36": case(unit=None, disposed_at=AT_22)})
staged("closed", [stages(37, Status="Selesai", TimestampTanggalLaporanDitutup=AT_23B)],
       {"37": case(status="closed_by_admin", closed_at=AT_23B, closed_by=None)},
       {"37": [("received", RECEIVED, None), ("disposed", AT_22, "jalan"), ("closed", AT_23B, None)]})
