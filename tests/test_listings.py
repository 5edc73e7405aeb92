"""Tables and the marked source text."""

from __future__ import annotations

import re
from html import unescape

from disclosure_analysis import listings
from made_up import first_report, made_up


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_every_figure_is_marked_once_in_the_source() -> None:
    analysis = first_report()
    source = listings.show_source(analysis)
    anchors = re.findall(r'id="(o[0-9a-f]+)"', source)
    assert sorted(anchors) == sorted(analysis.observations["id"])


def test_a_mark_holds_the_words_that_were_read() -> None:
    analysis = first_report()
    source = listings.show_source(analysis)
    for row in analysis.observations.itertuples():
        match = re.search(rf'id="{row.id}">(.*?)</mark>', source)
        assert match
        assert text_of(match[1]).endswith(str(row.quote)[-4:]) or str(row.quote) in text_of(
            match[1]
        )


def test_names_and_contacts_of_staff_stay_out_of_every_output() -> None:
    analysis = first_report()
    shown = "".join(
        getattr(listings, name)(analysis)
        for name in dir(listings)
        if name.startswith(("list_", "show_"))
    )
    for secret in ("银柏蒿", "李婧靖", "2222301", "dqzfbxxg"):
        assert secret not in shown
        assert secret in analysis.report.text


def test_the_source_is_the_reports_own_text() -> None:
    analysis = first_report()
    source = text_of(listings.show_source(analysis))
    assert "全年共召开乐堡啤酒节、2017国际马拉松皮划艇赛新闻发布会2场,社会反响较好" in source


def test_hostile_text_is_shown_and_never_run() -> None:
    analysis = made_up('一、概述\n公开政府信息12条<script>alert("x")</script>。')
    source = listings.show_source(analysis)
    assert "<script>" not in source
    assert "&lt;script&gt;" in source


def test_the_table_of_observations_has_a_row_for_each() -> None:
    analysis = first_report()
    assert listings.list_observations(analysis).count("<tr>") == len(analysis.observations) + 1


def test_required_parts_that_are_missing_are_listed_as_not_found() -> None:
    table = text_of(
        listings.list_required_parts(made_up("一、概述\n平稳。\n二、主动公开政府信息情况\n平稳。"))
    )
    assert "未见" in table


def test_shares_are_given_with_one_decimal() -> None:
    table = text_of(listings.list_classes(first_report()))
    assert "49.2%" in table
    assert "41.9%" in table


def test_without_classes_there_is_no_empty_table() -> None:
    assert listings.list_classes(made_up("一、概述\n平稳。")) == ""


def test_the_command_that_rebuilds_the_page_is_shown() -> None:
    assert "make report YEAR=2017 DISTRICT=攀枝花市东区" in listings.list_method(first_report())
