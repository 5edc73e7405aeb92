"""HTML pages as government sites serve them, with all that stands around an article."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from random import Random

from . import noise
from .chance import weighted
from .drafts import Block, Draft, Heading, Paragraph
from .grids import Box, Sheet

_ENCODINGS = (
    (("utf-8", "utf-8"), 5.0),
    (("utf-8-sig", ""), 1.0),
    (("utf-8", ""), 1.0),
    (("gbk", "gb2312"), 2.0),
    (("gbk", "gbk"), 1.0),
    (("gb18030", ""), 1.0),
    (("gb18030", "gb2312"), 1.0),
)
"""Encoding of the bytes and encoding that the page declares."""

_EDITORS = {"utf-8": "王宁", "utf-8-sig": "王宁", "gbk": "陈喆", "gb18030": "李䶮"}
"""A name at the foot; its characters are outside GB 2312 where the encoding is wider."""

_CONTAINERS = (
    ('div class="TRS_Editor"', "div"),
    ('div id="zoom" class="article-content"', "div"),
    ('div class="content" id="UCAP-CONTENT"', "div"),
    ('div class="xxgk_nr"', "div"),
    ('td class="bt_content" id="vsb_content"', "td"),
    ('div class="con_txt pages_content"', "div"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is marked up.

    Attributes:
        layout: ``divisions``, ``tables`` or ``plain``.
        markup: ``clean``, ``word``, ``heads``, ``sloppy`` or ``lines`` (no paragraphs).
        encoding: The encoding of the bytes.
        declared: The encoding that the page names; empty if it names none.
        blank: What stands in a blank cell.
        breaks: Whether long labels are broken by ``<br>``.
        hidden: Whether invisible elements stand among the visible ones.
        container: The opening tag of the article, without its brackets.
    """

    layout: str
    markup: str
    encoding: str
    declared: str
    blank: str
    breaks: bool
    hidden: bool
    container: str


def draw_look(random: Random) -> Look:
    """Return the markup of one site."""
    encoding, declared = weighted(random, _ENCODINGS)
    return Look(
        layout=weighted(random, [("divisions", 5), ("tables", 3), ("plain", 2)]),
        markup=weighted(
            random, [("clean", 3), ("word", 3), ("heads", 2), ("sloppy", 2), ("lines", 1)]
        ),
        encoding=encoding,
        declared=declared,
        blank=random.choice(("&nbsp;", "", "\u3000", "<br>")),
        breaks=random.random() < 0.4,
        hidden=random.random() < 0.3,
        container=random.choice(_CONTAINERS)[0],
    )


def make_html(draft: Draft) -> bytes:
    """Return a draft as the bytes of a page."""
    random = draft.chance("html")
    look = draw_look(random)
    article = _article(draft, look, random)
    # A page that breaks off may lose all that follows, or only the rest of the article.
    whole = not draft.cut or random.random() < 0.5
    frame = {"divisions": _divisions, "tables": _layout_tables, "plain": _plain}[look.layout]
    page = frame(draft, look, random, article, whole)
    return page.encode(look.encoding, "xmlcharrefreplace")


def _head(draft: Draft, look: Look, random: Random) -> str:
    title = "".join(draft.title)
    site = f"{draft.place.local}人民政府门户网站"
    lines = ["<!DOCTYPE html>" if random.random() < 0.7 else "", "<html>", "<head>"]
    if look.declared:
        lines.append(
            random.choice(
                (
                    '<meta charset="{}">',
                    '<meta http-equiv="Content-Type" content="text/html; charset={}" />',
                )
            ).format(look.declared)
        )
    lines += _metas(draft, title, site)
    lines.append(f"<title>{random.choice((title, f'{title}-{site}', site))}</title>")
    lines.append("<style>.bt{font-size:18px} td{padding:2px 2024px 0 0} /* 2019年 */</style>")
    lines.append('<script>var year = 2016; document.title += "政府信息公开";</script>')
    lines.append("</head>")
    return "\n".join(lines)


def _metas(draft: Draft, title: str, site: str) -> list[str]:
    if draft.published_where not in {"meta", "both"}:
        return []
    pairs = {
        "SiteName": site,
        "ColumnName": "政府信息公开工作年报",
        "ArticleTitle": title,
        "PubDate": f"{draft.published:%Y-%m-%d} 09:30",
    }
    if draft.source_line:
        pairs["ContentSource"] = draft.source_line
    return [f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs.items()]


def _article(draft: Draft, look: Look, random: Random) -> str:
    lines = [_block(block, look, random, "nested_table" in draft.damage) for block in draft.blocks]
    if look.hidden:
        at = random.randint(0, len(lines) - 1)
        lines.insert(at, '<p style="display:none">旧稿：新收申请999件，转下年888件。</p>')
        lines.insert(at, "<!-- 模板 2015年 第三部分 77 件 -->")
    if not draft.cut:
        lines.append(_paragraph(f"责任编辑：{_EDITORS[look.encoding]}", look, "right"))
    return "\n".join(lines)


def _block(block: Block, look: Look, random: Random, nested: bool) -> str:
    if isinstance(block, Heading):
        return _heading(block, look)
    if isinstance(block, Paragraph):
        return _paragraph(block.text, look, block.align)
    table = _table(block, look, random)
    if nested:
        table = f'<table border="0" width="100%"><tr><td align="center">{table}</td></tr></table>'
    caption = _paragraph(block.caption, look, "center") if block.caption else ""
    return caption + table


def _heading(block: Heading, look: Look) -> str:
    if look.markup == "heads":
        return f"<h3>{block.text}</h3>"
    return _paragraph(block.text, look, "left", strong=look.markup != "sloppy")


def _paragraph(text: str, look: Look, align: str, *, strong: bool = False) -> str:
    words = escape(text)
    if strong:
        words = f"<strong>{words}</strong>"
    if look.markup == "word":
        style = f"text-align:{align};text-indent:32.0pt"
        return (
            f'<p class="MsoNormal" style="{style}"><span style="font-family:仿宋_GB2312">'
            f"{words}<o:p></o:p></span></p>"
        )
    if look.markup == "sloppy":
        return f"<p align={align}>\u3000\u3000{words}"
    if look.markup == "lines":
        return f"&nbsp;&nbsp;&nbsp;&nbsp;{words}<br />"
    return f'<p style="text-align:{align}">{words}</p>'


def _table(sheet: Sheet, look: Look, random: Random) -> str:
    opening = {
        "clean": '<table border="1" cellspacing="0" width="100%">',
        "word": '<table class="MsoNormalTable" border="1" style="border-collapse:collapse">',
        "heads": '<table class="table">',
        "sloppy": "<TABLE border=1>",
        "lines": '<table align="center" bordercolor="#000000" border="1">',
    }[look.markup]
    lines = [opening]
    for number, row in enumerate(sheet.grid):
        head = look.markup == "heads" and number < sheet.heads
        cells = "".join(_cell(box, look, random, head=head) for box in row)
        end = "" if look.markup == "sloppy" else "</tr>"
        lines.append(f"<tr>{cells}{end}")
    if look.markup == "heads" and sheet.heads:
        lines.insert(1, "<thead>")
        lines.insert(2 + sheet.heads, "</thead><tbody>")
        lines.append("</tbody>")
    return "\n".join([*lines, "</table>"])


def _cell(box: Box, look: Look, random: Random, *, head: bool) -> str:
    tag = "th" if head else "td"
    spans = f' rowspan="{box.rows}"' if box.rows > 1 else ""
    spans += f' colspan="{box.columns}"' if box.columns > 1 else ""
    inner = _words(box, look, random)
    if look.markup == "word":
        style = 'style="padding:0cm 5.4pt" valign="center"'
        inner = f'<p class="MsoNormal" align="center"><span>{inner}</span></p>'
        return f"<{tag}{spans} {style}>{inner}</{tag}>"
    return f"<{tag}{spans}>{inner}" if look.markup == "sloppy" else f"<{tag}{spans}>{inner}</{tag}>"


def _words(box: Box, look: Look, random: Random) -> str:
    text = box.text
    if not text.strip():
        return look.blank
    words = escape(text, quote=False).replace("\n", "<br>")
    if box.role == "value":
        if look.markup == "word":
            words = _in_spans(words, random)
        if look.hidden and random.random() < 0.1:
            words += '<span style="display:none">66</span>'
        return words
    if look.breaks and len(text) > 4 and "&" not in words and random.random() < 0.4:
        at = random.randint(2, len(text) - 2)
        return f"{text[:at]}<br/>{text[at:]}"
    return words


def _in_spans(words: str, random: Random) -> str:
    """Part a number over two spans, as Word does when its digits differ in language or font."""
    if len(words) < 2 or not words.isdigit() or random.random() < 0.6:
        return words
    at = random.randint(1, len(words) - 1)
    return f'{words[:at]}</span><span lang="EN-US">{words[at:]}'


def _title(draft: Draft, look: Look) -> str:
    lines = "<br>".join(draft.title)
    if look.markup == "sloppy":
        return f"<p align=center><b>{lines}</b>"
    return (
        f'<h1 class="bt">{lines}</h1>'
        if look.markup != "word"
        else f'<div class="bt">{lines}</div>'
    )


def _info(draft: Draft, random: Random) -> str:
    if draft.published_where not in {"line", "both"}:
        return ""
    parts = [noise.published_line(random, draft.published)]
    if draft.source_line:
        parts.append(noise.source_line(random, draft.source_line))
    if random.random() < 0.5:
        parts.append(f"浏览次数：{random.randint(10, 9999)}次")
    if random.random() < 0.5:
        parts.append("字体：[大 中 小]")
    if random.random() < 0.5:
        random.shuffle(parts)
    return random.choice(("&nbsp;&nbsp;", "</span><span>", " | ")).join(parts)


def _list(entries: list[tuple[str, str]]) -> str:
    rows = (
        f'<li><a href="/art/{i}.html">{t}</a><span>{d}</span></li>'
        for i, (t, d) in enumerate(entries)
    )
    return "<ul>" + "".join(rows) + "</ul>"


def _aside(draft: Draft, random: Random, heading: str) -> str:
    if "site_noise" not in draft.damage:
        return ""
    return f'<div class="list"><h4>{heading}</h4>{_list(noise.other_reports(random, 6))}</div>'


def _menu() -> str:
    links = "".join(f'<li><a href="#">{word}</a></li>' for word in noise.MENU)
    return f'<ul class="nav">{links}</ul>'


def _search() -> str:
    return '<form action="/s"><input name="q" value="请输入关键字"><button>搜索</button></form>'


def _breadcrumb() -> str:
    return "您现在的位置：" + "&nbsp;&gt;&nbsp;".join(
        f"<a href=#>{w}</a>" for w in noise.BREADCRUMB
    )


def _foot(draft: Draft, random: Random) -> str:
    buttons = "".join(f'<a href="javascript:void(0)">{word}</a>' for word in noise.BUTTONS)
    related = _list([(title, "2022-05-06") for title in random.sample(noise.RELATED, 3)])
    lines = "".join(f"<p>{line}</p>" for line in noise.footer(random, draft.place.local))
    return (
        f'<div class="share">{buttons}</div><div class="xgxx"><h4>相关信息</h4>{related}</div>'
        f'{_aside(draft, random, "历年年报")}<div class="footer">{lines}</div>'
    )


def _divisions(draft: Draft, look: Look, random: Random, article: str, whole: bool) -> str:
    # A cell outside a table would be dropped by every reader of HTML.
    container = look.container.replace("td ", "div ", 1)
    top = (
        f"{_head(draft, look, random)}\n<body>\n<div class='top'>{_search()}{_menu()}</div>\n"
        f"<div class='wz'>{_breadcrumb()}</div>\n{_aside(draft, random, '最新公开')}\n"
        f"<div class='main'>{_title(draft, look)}\n<div class='info'><span>{_info(draft, random)}"
        f"</span></div>\n<{container}>\n{article}"
    )
    foot = f"\n</div></div>\n{_foot(draft, random)}\n</body></html>\n"
    return top + foot if whole else top


def _layout_tables(draft: Draft, look: Look, random: Random, article: str, whole: bool) -> str:
    container = "td " + look.container.split(" ", 1)[1]
    aside = _aside(draft, random, "信息公开年报")
    top = (
        f"{_head(draft, look, random)}\n<body>\n<table width=1000><tr><td>{_menu()}</td>"
        f"<td>{_search()}</td></tr></table>\n<table width=1000><tr><td colspan=2>{_breadcrumb()}"
        f"</td></tr><tr><td width=200>{aside or _menu()}</td><td><table><tr><td align=center>"
        f"{_title(draft, look)}</td></tr><tr><td><span>{_info(draft, random)}</span></td></tr>"
        f"<tr><{container}>\n{article}"
    )
    foot = (
        f"\n</td></tr></table></td></tr></table>\n<table width=1000><tr><td>"
        f"{_foot(draft, random)}</td></tr></table>\n</body></html>\n"
    )
    return top + foot if whole else top


def _plain(draft: Draft, look: Look, random: Random, article: str, whole: bool) -> str:
    head = _head(draft, look, random) if draft.published_where in {"meta", "both"} else ""
    if not head and look.declared:
        head = f'<html><head><meta charset="{look.declared}"></head>'
    info = _info(draft, random)
    lines = [head, "<body>", _aside(draft, random, "年度报告"), _title(draft, look)]
    lines += [f"<p><span>{info}</span></p>" if info else "", article]
    return "\n".join([*lines, "</body></html>"] if whole else lines)
