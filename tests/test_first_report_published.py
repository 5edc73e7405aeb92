"""The first report, published: what a reader of page and PDF finds."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest

from disclosure_analysis.publishing.pipeline import build_report
from made_up import ROOT

PHRASES = (
    "攀枝花市东区2017年政府信息公开年度报告分析",
    "四川省攀枝花市东区",
    "全年主动公开政府信息49,125条",
    "比上年增长91%",
    "在25,653至25,787条之间",
    "比法定期限（3月31日）早8天",
    "列出8类，合计22,237条，占58.1%",
    "其余16,058条没有说明类别",
    "这几组合计48,496至49,594条",
    "政府网站访问量为3,330,146人次",
    "接待查询6万余人次",
    "未收到政府信息公开申请",
    "信息安全意识有待加强",
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the real report in a project of its own, so that the working tree stays as it is."""
    root = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks", "pyproject.toml", "requirements.lock"):
        (root / name).symlink_to(ROOT / name)
    build_report(root, 2017, "东区")
    return root / "reports/2017/攀枝花市东区"


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_pdf_gives_its_text_back(published: Path) -> None:
    text = re.sub(r"\s", "", pdf_text(published / "report.pdf"))
    assert [phrase for phrase in PHRASES if phrase not in text] == []
    assert "\ufffd" not in text
    assert "〓" not in text


def test_the_page_says_the_same(published: Path) -> None:
    page = (published / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>|\s", "", page)
    assert [phrase for phrase in PHRASES if phrase not in text] == []


def test_every_link_inside_the_page_has_its_target(published: Path) -> None:
    page = (published / "report.html").read_text(encoding="utf-8")
    targets = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets


def test_the_executed_notebook_shows_the_district_readably(published: Path) -> None:
    assert "DISTRICT = '东区'" in (published / "report.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("secret", ["银柏蒿", "李婧靖", "2222301", "dqzfbxxg"])
def test_staff_stay_out_of_what_is_published(published: Path, secret: str) -> None:
    assert secret not in pdf_text(published / "report.pdf")
    for path in published.iterdir():
        assert secret.encode() not in path.read_bytes(), path.name
