"""Word reports in a real office program: LibreOffice shows all of them, in both languages."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.phrases import say
from evalrules.reporters.word.report import render_docx

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not shutil.which("soffice"), reason="NOT CHECKED: LibreOffice (soffice) is not installed"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="NOT CHECKED: pdftotext (poppler-utils) is not installed"),
]

INPUTS = ["jiangsu-16/county.yaml", "jiangsu-16/open.yaml", "jiangsu-16/failing.yaml", "foshan/june-year2.yaml", "districts"]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """`printed(data)`: the text of a Word file on paper, page by page, without spaces and line ends."""
    profile = tmp_path_factory.mktemp("profile")

    def run(data):
        folder = tmp_path_factory.mktemp("word")
        (folder / "a.docx").write_bytes(data)
        command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "a.docx"]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        text = subprocess.run(["pdftotext", "-raw", folder / "a.pdf", "-"], check=True, capture_output=True, timeout=600).stdout
        return [squeezed(page) for page in text.decode().split("\f") if page.strip()]

    return run


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", INPUTS)
def test_a_report_is_printed_without_loss(name, language, printed, examples):
    """Verdict, every indicator and every group of every subject is on paper, and each page has its number."""
    report = check([str(examples / name)], Options())
    pages = printed(render_docx(report, language))
    flowing = "".join(pages)
    found = [result.assessment for result in report.results]
    words = [label.in_language(language) for one in found for label in (*(each.title for each in one.findings), *one.titles.groups.values())]
    assert len(words) >= len(found) > 0
    told = flowing.casefold()  # a group that stands by itself begins with a capital
    assert [] == [word for word in words if squeezed(word).casefold() not in told]
    assert len(found) == flowing.count(squeezed(f"{say('verdict', language)}{'：' if language == 'zh' else ': '}"))
    dash = "—" if language == "zh" else "–"
    assert [] == [number for number, page in enumerate(pages, 1) if f"{dash}{number}{dash}" not in page]
