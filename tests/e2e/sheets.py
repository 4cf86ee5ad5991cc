# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Workbooks and CSV files as exports and spreadsheets make them, and as nobody should."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
# Cell styles: 0 general, 1 a date (built in), 2 a time of day, 3 and 4 own codes of dates, 5 money.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="[$-421]dd\\ mmmm\\ yyyy"/>'
    '<numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm:ss"/>'
    '<numFmt numFmtId="166" formatCode="[$Rp-421]#,##0&quot; days&quot;"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="21"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>'
)


class Styled:
    """A number in a cell of a style."""

    def __init__(self, number, style):
        self.number, self.style = number, style


class Raw:
    """The inside of a <c>, with the attributes besides its place."""

    def __init__(self, inside, attributes=""):
        self.inside, self.attributes = inside, attributes


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Book:
    def __init__(self, shared=True, places=True, prefix="", date1904=False, styles=STYLES):
        self.shared, self.places, self.prefix, self.date1904 = shared, places, prefix, date1904
        self.styles = styles
        self.strings, self.sheets, self.parts = [], [], {}

    def cell(self, value, place):
        where = f' r="{place}"' if self.places else ""
        if value is None:
            return "" if self.places else f"<{self.prefix}c/>"
        if isinstance(value, Raw):
            return f"<{self.prefix}c{where} {value.attributes}>{value.inside}</{self.prefix}c>"
        if isinstance(value, Styled):
            return f'<{self.prefix}c{where} s="{value.style}"><{self.prefix}v>{value.number}</{self.prefix}v></{self.prefix}c>'
        if isinstance(value, (int, float)):
            return f"<{self.prefix}c{where}><{self.prefix}v>{value!r}</{self.prefix}v></{self.prefix}c>"
        if not self.shared:
            return (f'<{self.prefix}c{where} t="inlineStr"><{self.prefix}is><{self.prefix}t xml:space="preserve">'
                    f"{escape(value)}</{self.prefix}t></{self.prefix}is></{self.prefix}c>")
        if value not in self.strings:
            self.strings.append(value)
        return f'<{self.prefix}c{where} t="s"><{self.prefix}v>{self.strings.index(value)}</{self.prefix}v></{self.prefix}c>'

    def sheet(self, name, rows, merged=(), first=1):
        """rows: lists of values; None: a cell that is not there, an empty list: no row."""
        data = ""
        for line, row in enumerate(rows, first):
            cells = "".join(self.cell(value, f"{letters(i)}{line}") for i, value in enumerate(row))
            where = f' r="{line}"' if self.places else ""
            if row or not self.places:
                data += f"<{self.prefix}row{where}>{cells}</{self.prefix}row>"
        merges = "".join(f'<{self.prefix}mergeCell ref="{ref}"/>' for ref in merged)
        name_space = f'xmlns:{self.prefix[:-1]}="{MAIN}"' if self.prefix else f'xmlns="{MAIN}"'
        self.sheets.append((name, f'<?xml version="1.0" encoding="UTF-8"?><{self.prefix}worksheet {name_space}>'
                            f"<{self.prefix}sheetData>{data}</{self.prefix}sheetData>"
                            f"<{self.prefix}mergeCells>{merges}</{self.prefix}mergeCells></{self.prefix}worksheet>"))
        return self

    def properties(self, created, modified):
        self.parts["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:created>' + created + "</dcterms:created>"
            f"<dcterms:modified>{modified}</dcterms:modified></cp:coreProperties>")
        return self

    def all_parts(self):
        sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"/>'
                         for i, (name, _) in enumerate(self.sheets, 1))
        links = "".join(f'<Relationship Id="rId{i}" Type="{DOC}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                        for i in range(1, len(self.sheets) + 1))
        strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.strings)
        flag = ' date1904="1"' if self.date1904 else ""
        return {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{DOC}/officeDocument" '
                           'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><workbookPr{flag}/>'
                               f"<sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{links}'
                                          f'<Relationship Id="s" Type="{DOC}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
                                          f'<Relationship Id="t" Type="{DOC}/styles" Target="styles.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/styles.xml": self.styles,
            **{f"xl/worksheets/sheet{i}.xml": text for i, (_, text) in enumerate(self.sheets, 1)},
            **self.parts,
        }

    def bytes(self, leave_out=()):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.all_parts().items():
                if name not in leave_out:
                    archive.writestr(name, text)
        return out.getvalue()


def as_csv(rows, delimiter=",", bom=False, end="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(
        [["" if value is None else value for value in row] for row in rows])
    return ("\ufeff" if bom else "").encode() + out.getvalue().encode()


HEAD17 = [
    "Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Klasifikasi Laporan", "ID Kategori", "Kategori",
    "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir", "Tipe Laporan (Anonim/Rahasia)", "Sumber Laporan",
    "Instansi Induk", "Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip", "Provinsi", "Kota/Kabupaten",
]


def preamble(generated):
    """What stands above the headings, down to row 10."""
    return [["Judul Laporan", None, "Laporan Ringkas"], ["Nama Instansi", None, "Pemerintah Kota Bekasi"],
            ["Tanggal Generate", None, generated], ["Periode Masuk", None, "(2024-01-01) - (2026-12-31)"],
            ["Pengelola", None, "Admin"], [], [], [], [], []]


def row17(number, day, time, status, unit="", title="Jalan", text="rusak", kind="", category="Jalan"):
    return [number, day, time, "Pengaduan Berkadar Pengawasan", "12", category, title, "awal", text, kind, "Website",
            "Pemkot", unit, status, "", "Jawa Barat", "Kota Bekasi"]
