"""What is read of a page: the document with its tables as a reader sees them, not the site."""

from __future__ import annotations

import time
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial

import pytest

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders import read_document
from disclosure_analysis.report import Report
from form_pages import (
    HEADINGS,
    OPENING,
    OTHER,
    PROBLEMS,
    PROSE,
    TITLE,
    article,
    page,
    part_four,
    part_three,
    part_two,
    read,
    table,
    truth,
)

SITE = ("首页", "网站标识码", "主办：")


def of(html: str | bytes) -> Report:
    content = html.encode() if isinstance(html, str) else html
    return read_document(content, ending=".html", source="a.html")


def is_whole(report: Report) -> bool:
    """Tell whether title, running text and all 200 cells are there, once, and nothing else."""
    text = report.text.replace("\n", "")
    return (
        report.title is not None
        and report.title.value == TITLE
        and report.published is not None
        and all(text.count(words) == 1 for words in (OPENING, PROSE, PROBLEMS, OTHER))
        and not any(words in text for words in SITE)
        and read(report) == truth()
        and [section.number + section.title for section in report.sections] == list(HEADINGS)
    )


@pytest.mark.parametrize(
    "around",
    [
        '<div class="view TRS_UEDITOR trs_paper_default">{}</div>',
        '<div id="zoom"><!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end--></div>',
        '<form name="_newscontent_fromname"><div class="v_news_content">{}</div></form>',
        '<div class="pages_content"><ucapcontent>{}</ucapcontent></div>',
        '<table><tr><td class="plc"><table><tr><td>{}</td></tr></table></td></tr></table>',
        '<form id="form1"><input type="hidden" name="__VIEWSTATE" value="/w"/>{}</form>',
        '<div class="header-content"><div class="con">{}</div></div>',
        '<div class="main-nav-content">{}</div>',
        '<div class="nav">{}</div>',
        '<div id="search">{}</div>',
        "<aside>{}</aside>",
        "<footer>{}</footer>",
        '<div style="display:none">{}</div>',
    ],
)
def test_the_article_is_found_whatever_it_stands_in(around: str) -> None:
    assert is_whole(of(page(around.format(article()))))


def test_an_article_may_be_split_over_parts_of_a_page() -> None:
    before, after = article().split("<p>三、")
    assert is_whole(of(page(f"<div>{before}</div><div><div><p>三、{after}</div></div>")))


def test_tables_may_stand_in_scroll_boxes_or_paragraphs() -> None:
    for framed in ('<div style="overflow-x:auto"><div>{}</div></div>', "<p>{}</p>"):
        assert is_whole(of(page(f"<div>{article(framed=framed.format)}</div>")))


def test_lines_may_be_parted_by_breaks_alone() -> None:
    assert is_whole(of(page(article(paragraph="&nbsp;&#12288;{}<br><br>".format))))


def test_preformatted_text_keeps_its_lines() -> None:
    lines = "\n".join(
        [TITLE, "发布时间：2024-01-20", "    一、概述", "公开3条。", "  二、其他", "无。"]
    )
    for tag in ("<pre>{}</pre>", '<div style="white-space: pre-wrap">{}</div>'):
        report = of(page(tag.format(lines), before=""))
        assert [section.title for section in report.sections] == ["概述", "其他"]


def test_a_copy_for_printing_or_small_screens_is_left_out_and_said() -> None:
    report = of(page(f"<div>{article()}</div><div class='visible-xs'>{article()}</div>"))
    assert is_whole(report)
    assert "twice" in report.problems[0].sentence()


def test_news_beside_the_article_is_left_out() -> None:
    news = "<div><a href='1'>会议</a><p>会议指出，经济增长5.5%，投资99亿元。</p></div>"
    for body in (f"<div>{article()}</div>{news}", f"{news}<div>{article()}</div>"):
        assert "99亿" not in of(page(body)).text


def test_links_to_other_reports_are_no_text() -> None:
    other = "<a href='1'>青石县2022年政府信息公开工作年度报告</a>"
    for links in (f"<p>上一篇：{other}</p>", f"<div>上一篇：<br>{other}</div>", f"<p>{other}</p>"):
        assert "2022" not in of(page(f"<div>{article()}{links}</div>")).text


@pytest.mark.parametrize(
    "line",
    [
        "打印宣传资料5000份。",
        "分享经验3次，组织观摩。",
        "相关信息已公开30条。",
        "无障碍浏览功能上线，累计服务4万人次。",
        "完成网站ICP备案3个。",
        "关闭僵尸账号2个。",
        "扫一扫二维码关注的群众达3000人。",
    ],
)
def test_sentences_that_begin_like_furniture_are_kept(line: str) -> None:
    assert line in of(page(f"<div><p>{line}</p>{article()}</div>")).text


def test_furniture_in_the_article_is_left_out() -> None:
    lines = (
        "<p>【打印本页】 【关闭窗口】</p><p>分享到：微信</p><p>下一篇：没有了</p><p>相关链接</p>"
    )
    text = of(page(f"<div>{article()}{lines}</div>")).text
    assert not any(words in text for words in ("打印", "微信", "下一篇", "相关链接"))


@pytest.mark.parametrize(
    "figure",
    [
        '<input type="text" value="{}">',
        "<input readonly value={} />",
        "<textarea>{}</textarea>",
        "<select><option>9<option selected>{}</select>",
        "<span>{}</span><input type=hidden value=9>",
        "&#12288;{}&nbsp;",
        "\u200b{}\ufeff\u2060",
        "{}<sup>1</sup>",
        "<span>{}</span><sup>[1]</sup>",
        '{}<span style="vertical-align:super">②</span>',
        "<del>9</del>{}",
        "<s>9</s>{}",
        '<span style="text-decoration: line-through">9</span>{}',
        '{}<span style="font-size:0px">9</span>',
        '{}<span style="opacity:0">9</span>',
        '{}<span style="display:none">9</span>',
        "{}<script>document.write(9)</script>",
        "<!-- 9 -->{}<![if !supportMisalignedColumns]><![endif]>",
        "<ruby>{}<rt>9</rt></ruby>",
        "<p>&nbsp;</p><p class=MsoNormal><span lang=EN-US>{}<o:p></o:p></span></p>",
        "<table><tr><td>{}</td></tr></table>",
        "<font color=red><b>{}</b></font>",
        "<!--[if gte vml 1]><v:shape><v:textbox>9</v:textbox></v:shape><![endif]-->{}",
    ],
)
def test_a_figure_is_what_a_reader_sees_in_the_cell(figure: str) -> None:
    assert read(of(page(f"<div>{article(figure.format)}</div>"))) == truth()


def _spread(joint: str, text: str) -> str:
    return f"<span>{joint.join(text)}</span>"


def test_digits_in_spans_and_with_characters_without_width_are_one_number() -> None:
    for joint in ("</span><span>", "\u200b", "\u00ad"):
        body = article(partial(_spread, joint))
        assert read(of(page(body))) == truth()


def test_digits_parted_by_spaces_are_refused_and_not_joined() -> None:
    report = of(page(article(lambda text: " ".join(text))))
    assert set(read(report).items()) <= set(truth().items())
    assert len(read(report)) < 100


def test_a_raised_digit_after_a_letter_is_no_note() -> None:
    assert "面积30m2。" in of(page(f"<p>面积30m<sup>2</sup>。</p>{article()}")).text


def test_an_empty_field_is_a_blank_cell() -> None:
    body = article().replace(">4567<", "><input value=''><")
    report = of(page(body))
    cell = ("T2.20_5.licence.decisions", "")
    assert read(report)[cell] != read(report)[cell]


def test_size_nothing_around_sized_parts_hides_nothing() -> None:
    body = f'<div style="font-size:0"><div style="font-size:16px">{article()}</div></div>'
    assert is_whole(of(page(body)))


def test_rows_stand_in_the_order_in_which_a_browser_shows_them() -> None:
    three = table(part_three())
    last = three.rindex("<tr>")
    foot = f"<tfoot>{three[last:-8]}</tfoot>"
    odd = f"<table>{foot}<tbody>{three[7:last]}</tbody></table>"
    body = "".join((table(part_two()), odd, table(part_four())))
    assert read(of(page(f"<p>{OPENING}</p>{body}"))) == truth()


@pytest.mark.parametrize("rows", ["0", "23", "21", "60000", "22px"])
def test_a_span_beyond_the_table_ends_with_it(rows: str) -> None:
    assert read(of(page(article().replace('rowspan="22"', f'rowspan="{rows}"')))) == truth()


def test_hidden_cells_and_rows_are_not_read() -> None:
    body = article().replace("<tr>", '<tr style="display:none"><td>规章</td><td>9</td></tr><tr>')
    assert read(of(page(body))) == truth()


def test_a_form_may_hold_small_tables_in_its_cells() -> None:
    label = "本年收费金额（单位：万元）"
    body = article().replace(label, f"<table><tr><td>{label}</td></tr></table>")
    assert read(of(page(body))) == truth()


def test_tables_made_of_boxes_are_read_as_lines() -> None:
    body = article()
    for old, new in (("table", "table"), ("tr", "table-row"), ("td", "table-cell")):
        body = body.replace(f"<{old}>", f"<div style='display:{new}'>").replace(
            f"</{old}>", "</div>"
        )
        body = body.replace(f"<{old} ", f"<div style='display:{new}' ")
    assert read(of(page(f"<div>{body}</div>"))) == truth()


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("utf-8", "gbk"),
        ("gbk", "utf-8"),
        ("utf-8", "utf-16"),
        ("utf-8", "utf-16-le"),
        ("utf-8", "utf-16-be"),
        ("gb2312", "utf-8-sig"),
    ],
)
def test_pages_are_read_in_the_encoding_that_they_are_in(charset: str, encoding: str) -> None:
    body = article().replace(PROBLEMS, PROBLEMS + ("" if encoding == "gbk" else "𠮷"))
    assert read(of(page(body, charset=charset).encode(encoding))) == truth()


def test_a_charset_may_be_declared_late_or_not_at_all() -> None:
    late = page(article(), charset="gbk").replace("<meta", "<script>var a;</script>" * 90 + "<meta")
    assert read(of(late.encode("gbk"))) == truth()
    assert read(of(late.replace('charset="gbk"', "").encode("gbk"))) == truth()


def test_a_page_with_a_few_stray_control_characters_is_read_and_says_so() -> None:
    report = of(page(article()).replace("<p>", "<p>\0\x08", 1))
    assert read(report) == truth()
    assert report.problems[0].sentence().startswith("2 characters are damaged")


def test_a_page_saved_as_one_file_is_read() -> None:
    for encoding in ("utf-8", "gb18030"):
        letter = MIMEMultipart("related")
        letter["From"] = "<Saved by a browser>"
        letter.attach(MIMEText(page(article()), "html", encoding))
        letter.attach(MIMEText("<p>边栏。</p>", "html", encoding))
        for ending in (".mht", ".mhtml", ".doc", ""):
            report = read_document(letter.as_bytes(), ending=ending, source="a.mht")
            assert is_whole(report)


def test_annexes_are_linked_where_they_stand() -> None:
    links = (
        "<p>附件：<a href='1.doc'>1.统计表.doc</a></p>"
        "<p><a href='/download?id=3'>附件2：公开目录</a></p>"
        "<p>附件3：<a href='3.xls'><img src='x.gif'></a></p>"
        "<p><a href='4.pdf'>自然人</a></p>"
    )
    report = of(page(f"<div>{article()}{links}</div>"))
    annexes = report.attachments
    assert [one.address for one in annexes] == ["1.doc", "/download?id=3", "3.xls", "4.pdf"]
    assert [annexes[place].label for place in (0, 1, 3)] == ["附件", "附件2", "附件"]
    assert annexes[-1].start > report.text.index(OTHER)


def test_a_list_of_documents_is_refused_with_a_way_out() -> None:
    rows = "".join(
        f"<li><a href='{year}.html'>青石县{year}年政府信息公开工作年度报告</a>{year + 1}-01-20</li>"
        for year in range(2008, 2024)
    )
    with pytest.raises(DocumentError, match=r"^a\.html: .* open the report's own page"):
        of(page(f"<ul>{rows}</ul>"))


def test_a_page_that_a_script_fills_is_refused_with_a_way_out() -> None:
    with pytest.raises(DocumentError, match=r"^a\.html: .*script.* save the complete page"):
        of("<html><head><title>年度报告</title></head><body><div id='app'></div></body></html>")


def test_a_page_that_only_links_to_the_report_names_the_file() -> None:
    report = of(page(f"<div><a href='report.pdf'>{TITLE}.pdf</a></div>"))
    assert [one.address for one in report.attachments] == ["report.pdf"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>",
        "<p><i><b><u><a href=1>",
        "<table><tr><td>",
        "<td>3</td>",
        "<span style='display:none'>x</span>",
        "<div><div><div><div><p>全年公开信息3条。</p></div></div></div></div>",
        "<tr><td>自然人</td><td><input value=3></td></tr>",
        "全年公开信息3条",
        "<!--",
    ],
)
def test_a_page_of_repeated_markup_ends_soon(markup: str) -> None:
    began = time.monotonic()
    try:
        of(f"<div><table>{markup * (400_000 // len(markup))}")
    except DocumentError as error:
        assert str(error).startswith("a.html: ")
    assert time.monotonic() - began < 10


def test_a_page_of_deep_boxes_is_measured_once() -> None:
    began = time.monotonic()
    boxes = "<div class='share'>" * 250 + "<p>全年公开信息3条，有所增加。</p>" * 8000
    assert is_whole(of(page(article()))) and "3条" in of(page(boxes)).text
    assert time.monotonic() - began < 10
