"""The bundles, zips and workbooks of the hostile corpus: for each name a function that makes it in a folder."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from .corpus_evidence import GOOD

Maker = Callable[[Path], Path]
"""Makes an input in an empty folder and gives the path that is checked."""

PNG = b"\x89PNG\r\n\x1a\n"


def _bundle(folder: Path, text: str = GOOD, **files: bytes) -> Path:
    bundle = folder / "bundle"
    bundle.mkdir()
    (bundle / "evidence.yaml").write_text(text, "utf-8")
    for name, data in files.items():
        (bundle / f"{name}.txt").write_bytes(data)
    return bundle


def _outside(folder: Path) -> Path:
    outside = folder / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    return outside


def _link_out(folder: Path) -> Path:
    bundle = _bundle(folder)
    (bundle / "a.txt").symlink_to(_outside(folder) / "secret.txt")
    return bundle


def _folder_link_out(folder: Path) -> Path:
    bundle = _bundle(folder)
    (bundle / "papers").symlink_to(_outside(folder), target_is_directory=True)
    return bundle


def _citing(path: str) -> Maker:
    """A bundle whose evidence cites this path, as YAML text writes it."""

    def make(folder: Path) -> Path:
        _outside(folder)
        return _bundle(folder, GOOD.replace("rate: 98", f"rate: {{value: 98, source: {path}}}"))

    return make


def _bad_digest(folder: Path) -> Path:
    bundle = _bundle(folder)
    (bundle / "data").mkdir()
    (bundle / "evidence.yaml").rename(bundle / "data" / "evidence.yaml")
    (bundle / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (bundle / "manifest-sha256.txt").write_text("sha256:zz  data/evidence.yaml\n")
    return bundle


def _twins(folder: Path) -> Path:
    for name, rate in (("a", "98"), ("b", "97")):
        (folder / name).mkdir()
        text = GOOD.replace("rate: 98", f"rate: {rate}") + 'subject: {kind: county, id: "7"}\n'
        (folder / name / "evidence.yaml").write_text(text, "utf-8")
    return folder


class RawName(zipfile.ZipInfo):
    """An entry whose name is written as the bytes given, without the flag of UTF-8."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, self.flag_bits & ~0x800


def raw_name(raw: bytes) -> RawName:
    info = RawName("x")
    info.raw = raw
    return info


def _zip(*entries: tuple[str | zipfile.ZipInfo, str | bytes], text: str = GOOD) -> Maker:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "e.zip", "w") as archive:
            archive.writestr("evidence.yaml", text)
            for name, data in entries:
                archive.writestr(name, data)
        return folder / "e.zip"

    return make


def _symlink_entry() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = 0o120777 << 16
    return info


def _encrypted(folder: Path) -> Path:
    """A zip whose headers say that its entry is encrypted."""
    path = _zip()(folder)
    data = bytearray(path.read_bytes())
    data[6] |= 1  # in the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # in the directory
    path.write_bytes(data)
    return path


# -- workbooks -------------------------------------------------------------------------------------------------------

LINES = (
    ["section", "id", "year", "value", "unit"],
    ["period", None, None, 2007, None],
    ["fact", "rate", None, 98, None],
    ["fact", "ok", None, 20, None],
    ["fact", "total", None, 20, None],
    ["fact", "area", None, 1000, None],
    ["fact", "exam", None, "否", None],
    ["grade", "panel", None, "A", None],
    ["grade", "plan", None, "是", None],
)
RATE = "D3"


def workbook(change: Callable[[openpyxl.Workbook], object] = lambda book: None) -> bytes:
    """Evidence that passes, as a workbook, with a change."""
    book = openpyxl.Workbook()
    book.active.title = "S"
    for line in LINES:
        book.active.append(line)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _changed(change: Callable[[openpyxl.Workbook], object], name: str = "e.xlsx") -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(workbook(change))
        return folder / name

    return make


def _cell(value: object, number_format: str = "General") -> Maker:
    def change(book: openpyxl.Workbook) -> None:
        book.active[RATE] = value
        book.active[RATE].number_format = number_format

    return _changed(change)


def _with_part(name: str, part: str, content: str | bytes) -> Maker:
    def make(folder: Path) -> Path:
        source = zipfile.ZipFile(io.BytesIO(workbook()))
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as target:
            for one in source.namelist():
                if one != part:
                    target.writestr(one, source.read(one))
            target.writestr(part, content)
        return folder / name

    return make


def _hidden(book: openpyxl.Workbook) -> None:
    book.create_sheet("底稿").append([1])
    book["底稿"].sheet_state = "hidden"


def _file(name: str, data: bytes) -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


XXE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file://{os.devnull}">]><worksheet>&x;</worksheet>'

BUNDLES: dict[str, Maker] = {
    "b_symlink_out": _link_out,
    "b_symlink_dir_out": _folder_link_out,
    "b_path_traversal": _citing("../outside/secret.txt"),
    "b_path_absolute": _citing("/etc/passwd"),
    "b_path_win": _citing(r"'C:\Windows\win.ini'"),
    "b_path_unc": _citing(r"\\server\share\a.txt"),
    "b_path_url": _citing("'http://127.0.0.1:9/a.txt'"),
    "b_path_nul": _citing(r'"a\0.txt"'),
    "b_path_dot": _citing("."),
    "b_bad_hash_format": _bad_digest,
    "b_case_collision": lambda folder: _bundle(folder, paper=b"1", Paper=b"2"),
    "b_nfc_nfd": lambda folder: _bundle(folder, **{"caf\u00e9": b"1", "cafe\u0301": b"2"}),  # noqa: PIE804 - one name, written in two ways
    "b_two_sources_conflict": _twins,
    "z_slip_abs.zip": _zip(("/etc/cron.d/x", "1")),
    "z_symlink.zip": _zip((_symlink_entry(), "../../etc/passwd")),
    "z_many.zip": _zip(*((f"{at}.txt", b"") for at in range(10_001))),
    "z_gbk_names.zip": _zip(
        (raw_name("附件一.txt".encode("gbk")), "1"), text=GOOD.replace("rate: 98", "rate: {value: 98, source: 附件一.txt}")
    ),
    "z_encrypted.zip": _encrypted,
    "x_ok.xlsx": _changed(lambda book: None),
    "x_formula_external.xlsx": _cell("=[1]S!A1"),
    "x_error_cell.xlsx": _cell("#DIV/0!"),
    "x_merged.xlsx": _changed(lambda book: book.active.merge_cells("D3:D4")),
    "x_hidden_sheet.xlsx": _changed(_hidden),
    "x_percent_format.xlsx": _cell(0.98, "0%"),
    "x_1e6_dims.xlsx": _changed(lambda book: setattr(book.active["XFD1048576"], "number_format", "0%")),
    "x_xxe.xlsx": _with_part("e.xlsx", "xl/worksheets/sheet1.xml", XXE),
    "x_macro.xlsm": _with_part("e.xlsm", "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "x_not_zip.xlsx": _file("e.xlsx", b"section,id,value\n"),
    "x_html.xls": _file("e.xls", "<html><table><tr><td>98</td></tr></table></html>".encode("gb18030")),
    "x_ole.xls": _file("e.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "Workbook\0".encode("utf-16-le")),
}
