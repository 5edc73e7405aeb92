"""Reports with an annex beside them, as files of a folder: few words and figures of our own."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from docx import Document

from disclosure_analysis.tables import table

TABLE = "政府信息公开情况统计表"


def rows(value: int = 3) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the annex of 2014, the same number in every cell."""
    yield "统计指标", "单位", "统计数"
    for cell in table("form_cells"):
        if cell["form"] == "annex2014":
            yield cell["label"], cell["unit"], str(value) if cell["unit"] else "——"


def annex_page(title: str = TABLE, line: str = "", value: int = 3) -> str:
    """Return an annex as a page."""
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows(value))
    above = "".join(f"<p>{words}</p>" for words in (title, line) if words)
    return f"<html><body>{above}<table>{cells}</table></body></html>"


def annex_docx(title: str = TABLE, line: str = "") -> bytes:
    """Return an annex as a Word file."""
    document = Document()
    for words in filter(None, (title, line)):
        document.add_paragraph(words)
    content = list(rows())
    grid = document.add_table(rows=len(content), cols=3)
    for number, row in enumerate(content):
        for place, words in enumerate(row):
            grid.cell(number, place).text = words
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def report_page(
    reporter: str = "攀枝花市西区", year: int = 2016, annex: str = f"附件：{TABLE}"
) -> str:
    """Return a report as a page; ``annex`` is what stands at its end."""
    return (
        f"<html><body><h1>{reporter}{year}年政府信息公开工作年度报告</h1>"
        f"<p>按照要求编制本报告，数据期限为{year}年1月1日至{year}年12月31日。</p>"
        f"<p>一、概述</p><p>{year}年工作平稳，主动公开信息{year}条。</p>"
        f"<p>二、其他需要报告的事项</p><p>无其他事项。</p><p>{annex}</p></body></html>"
    )


def link(address: str, words: str = f"附件：{TABLE}.doc") -> str:
    return f'<a href="{address}">{words}</a>'


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files, whose names have their last _ for the dot; return the folder."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        stem, _, ending = name.rpartition("_")
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{stem}.{ending}").write_bytes(data)
    return folder
