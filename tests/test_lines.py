"""Text that print or its conversion broke within words, and text that only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.extraction import extract_observations, read_quote
from disclosure_analysis.extraction.lines import squeezed, unbroken
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.quantities import plain_text

TITLE = "攀枝花市西区2017年政府信息公开工作年度报告\n一、主动公开情况\n"
WHOLE = (
    "全区认真落实条例要求,全年主动公开政府信息1203条,其中政府网站公开980条,政务微博公开信息223条。"
    "收到政府信息公开申请31件,均已在规定的期限内办结答复,未发生因政府信息公开引起的行政复议和行政诉讼案件。"
)


def read(text: str) -> list[tuple[str, float]]:
    """Return indicator and value of each row; each quote stands where it is said to."""
    report = report_from_text(TITLE + text, source="own")
    found = extract_observations(report)
    for one in found.itertuples():
        assert report.text[int(str(one.start)) : int(str(one.end))] == one.quote
        assert read_quote(str(one.quote)) == one.value
    return list(zip(found["indicator"], found["value"], strict=True))


def wrapped(text: str, width: int, mark: str = "\n") -> str:
    """Break a text every so many characters, no number cut in two."""
    lines, line = [], ""
    for char in text:
        if len(line) >= width and not (char.isdigit() and line[-1].isdigit()):
            lines.append(line)
            line = ""
        line += char
    return mark.join([*lines, line])


@pytest.mark.parametrize("width", range(21, 40))
def test_lines_broken_anywhere_read_as_one(width: int) -> None:
    assert read(wrapped(WHOLE, width)) == read(WHOLE)


@pytest.mark.parametrize("width", [3, 5, 8, 13])
def test_spaces_anywhere_read_as_none(width: int) -> None:
    assert read(wrapped(WHOLE, width, " ")) == read(WHOLE)


def test_numbers_on_lines_of_their_own_belong_to_their_words() -> None:
    text = "全年主动公开政府信息\n1203\n条,其中政府网站公开\n980\n条。收到申请\n3 件\n,均已答复。"
    assert read(text)[:2] == [("disclosed_total", 1203), ("disclosed_website", 980)]
    assert ("applications_received", 3) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "政务微博40条 政务微信20条",
        "一、概述\n我局高度重视",
        "有序开展 二、主动公开情况",
        "公开栏目\n网站\n微信\n",
        "1.公开5条\n2.公开6条",
    ],
)
def test_what_parts_figures_and_lines_stays(text: str) -> None:
    plain = unbroken(plain_text(text))
    assert squeezed(plain) == (plain_text(text), ())


@given(st.text(alphabet="政府公开 \n一、3条,。", max_size=60))
@settings(max_examples=200, deadline=None)
def test_each_character_keeps_its_place(text: str) -> None:
    plain = unbroken(plain_text(text))
    assert len(plain) == len(text)
    found, places = squeezed(plain)
    assert [plain[place] for place in places[:-1] or range(len(plain))] == list(found)
