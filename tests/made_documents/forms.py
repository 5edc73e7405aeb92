"""The official forms, written down afresh: what rows and columns they have, in their order.

Labels are those of the annex to 国办发〔2014〕32号, of 国办公开办函〔2019〕60号 (试行) and of
国办公开办函〔2021〕30号.
"""

from __future__ import annotations

from typing import NamedTuple

APPLICANTS = ("nat", "ent", "res", "ngo", "law", "oth", "tot")
"""Keys of the seven columns of part three."""

ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
"""The five columns under 法人或其他组织."""

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

PARTS = {
    1: "总体情况",
    2: "主动公开政府信息情况",
    3: "收到和处理政府信息公开申请情况",
    4: "政府信息公开行政复议、行政诉讼情况",
    5: "存在的主要问题及改进情况",
    6: "其他需要报告的事项",
}
"""The six parts of the reports since 2019."""

YEARS = {
    "form2014": range(2014, 2019),
    "form2019": range(2019, 2021),
    "form2021": range(2021, 2026),
    "narrative": range(2009, 2019),
}
"""Data years of each form."""


class Column(NamedTuple):
    """A column of a sub-table of part two: last step of the code, label, unit of its cells."""

    code: str
    label: str
    unit: str


class SubTable(NamedTuple):
    """One item of article 20 in part two: code, heading, rows (code and label), columns."""

    code: str
    item: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]


class RequestRow(NamedTuple):
    """A row of part three; ``outer`` and ``group`` are the labels that span several rows."""

    code: str
    label: str
    outer: str = ""
    group: str = ""


class AnnexRow(NamedTuple):
    """A row of the 2014 table; ``unit`` is —— for the rows that carry no figure."""

    code: str
    label: str
    unit: str


_ITEMS = (
    Column("items_prev", "上一年项目数量", "项"),
    Column("items_delta", "本年增/减", "项"),
)
_DECISIONS_2019 = (*_ITEMS, Column("decisions", "处理决定数量", "件"))
_DECISIONS_2021 = (Column("decisions", "本年处理决定数量", "件"),)
_PENALTIES = (("penalty", "行政处罚"), ("coercion", "行政强制"))

PART_TWO = {
    "form2019": (
        SubTable(
            "T2.20_1",
            "第二十条第（一）项",
            (("rules", "规章"), ("norm", "规范性文件")),
            (
                Column("made_new", "本年新制作数量", "件"),
                Column("opened_new", "本年新公开数量", "件"),
                Column("open_total", "对外公开总数量", "件"),
            ),
        ),
        SubTable(
            "T2.20_5",
            "第二十条第（五）项",
            (("licence", "行政许可"), ("other_service", "其他对外管理服务事项")),
            _DECISIONS_2019,
        ),
        SubTable("T2.20_6", "第二十条第（六）项", _PENALTIES, _DECISIONS_2019),
        SubTable("T2.20_8", "第二十条第（八）项", (("fee", "行政事业性收费"),), _ITEMS),
        SubTable(
            "T2.20_9",
            "第二十条第（九）项",
            (("procurement", "政府集中采购"),),
            (Column("projects", "采购项目数量", "项"), Column("amount", "采购总金额", "")),
        ),
    ),
    "form2021": (
        SubTable(
            "T2.20_1",
            "第二十条第（一）项",
            (("rules", "规章"), ("norm", "行政规范性文件")),
            (
                Column("issued", "本年制发件数", "件"),
                Column("repealed", "本年废止件数", "件"),
                Column("in_force", "现行有效件数", "件"),
            ),
        ),
        SubTable("T2.20_5", "第二十条第（五）项", (("licence", "行政许可"),), _DECISIONS_2021),
        SubTable("T2.20_6", "第二十条第（六）项", _PENALTIES, _DECISIONS_2021),
        SubTable(
            "T2.20_8",
            "第二十条第（八）项",
            (("fee", "行政事业性收费"),),
            (Column("amount", "本年收费金额（单位：万元）", "万元"),),
        ),
    ),
}

_OUTER = "三、本年度办理结果"
_GROUPS = {
    "3": (
        "（三）不予公开",
        (
            "属于国家秘密",
            "其他法律行政法规禁止公开",
            "危及“三安全一稳定”",
            "保护第三方合法权益",
            "属于三类内部事务信息",
            "属于四类过程性信息",
            "属于行政执法案卷",
            "属于行政查询事项",
        ),
    ),
    "4": (
        "（四）无法提供",
        ("本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确"),
    ),
    "5": (
        "（五）不予处理",
        (
            "信访举报投诉类申请",
            "重复申请",
            "要求提供公开出版物",
            "无正当理由大量反复申请",
            "要求行政机关确认或重新出具已获取信息",
        ),
    ),
    "6": (
        "（六）其他处理",
        (
            "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "其他",
        ),
    ),
}


def request_rows(form: str) -> tuple[RequestRow, ...]:
    """Return the rows of part three in their order."""
    rows = [
        RequestRow("T3.1", "一、本年新收政府信息公开申请数量"),
        RequestRow("T3.2", "二、上年结转政府信息公开申请数量"),
        RequestRow("T3.3.1", "（一）予以公开", _OUTER),
        RequestRow("T3.3.2", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", _OUTER),
    ]
    for number, (group, labels) in _GROUPS.items():
        if form == "form2019" and number == "6":
            rows.append(RequestRow("T3.3.6", group, _OUTER))
            continue
        for place, label in enumerate(labels, 1):
            rows.append(RequestRow(f"T3.3.{number}.{place}", f"{place}.{label}", _OUTER, group))
    rows.append(RequestRow("T3.3.7", "（七）总计", _OUTER))
    rows.append(RequestRow("T3.4", "四、结转下年度继续办理"))
    return tuple(rows)


CASES = (
    ("T4.rec", "行政复议", ""),
    ("T4.lit.direct", "未经复议直接起诉", "行政诉讼"),
    ("T4.lit.after", "复议后起诉", "行政诉讼"),
)
"""The three groups of part four: code, label, label of the group above."""

RESULTS = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)
"""The five columns of each group of part four."""

ANNEX = tuple(
    AnnexRow(*row)
    for row in (
        ("1", "一、主动公开情况", "——"),
        ("1.1", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
        ("1.1.1", "其中：主动公开规范性文件数", "条"),
        ("1.1.2", "制发规范性文件总数", "件"),
        ("1.2", "（二）通过不同渠道和方式公开政府信息的情况", "——"),
        ("1.2.1", "1.政府公报公开政府信息数", "条"),
        ("1.2.2", "2.政府网站公开政府信息数", "条"),
        ("1.2.3", "3.政务微博公开政府信息数", "条"),
        ("1.2.4", "4.政务微信公开政府信息数", "条"),
        ("1.2.5", "5.其他方式公开政府信息数", "条"),
        ("2", "二、回应解读情况", "——"),
        ("2.1", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
        ("2.2", "（二）通过不同渠道和方式回应解读的情况", "——"),
        ("2.2.1", "1.参加或举办新闻发布会总次数", "次"),
        ("2.2.1.1", "其中：主要负责同志参加新闻发布会次数", "次"),
        ("2.2.2", "2.政府网站在线访谈次数", "次"),
        ("2.2.2.1", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
        ("2.2.3", "3.政策解读稿件发布数", "篇"),
        ("2.2.4", "4.微博微信回应事件数", "次"),
        ("2.2.5", "5.其他方式回应事件数", "次"),
        ("3", "三、依申请公开情况", "——"),
        ("3.1", "（一）收到申请数", "件"),
        ("3.1.1", "1.当面申请数", "件"),
        ("3.1.2", "2.传真申请数", "件"),
        ("3.1.3", "3.网络申请数", "件"),
        ("3.1.4", "4.信函申请数", "件"),
        ("3.2", "（二）申请办结数", "件"),
        ("3.2.1", "1.按时办结数", "件"),
        ("3.2.2", "2.延期办结数", "件"),
        ("3.3", "（三）申请答复数", "件"),
        ("3.3.1", "1.属于已主动公开范围数", "件"),
        ("3.3.2", "2.同意公开答复数", "件"),
        ("3.3.3", "3.同意部分公开答复数", "件"),
        ("3.3.4", "4.不同意公开答复数", "件"),
        ("3.3.4.1", "其中：涉及国家秘密", "件"),
        ("3.3.4.2", "涉及商业秘密", "件"),
        ("3.3.4.3", "涉及个人隐私", "件"),
        ("3.3.4.4", "危及国家安全、公共安全、经济安全和社会稳定", "件"),
        ("3.3.4.5", "不是《条例》所指政府信息", "件"),
        ("3.3.4.6", "法律法规规定的其他情形", "件"),
        ("3.3.5", "5.不属于本行政机关公开数", "件"),
        ("3.3.6", "6.申请信息不存在数", "件"),
        ("3.3.7", "7.告知作出更改补充数", "件"),
        ("3.3.8", "8.告知通过其他途径办理数", "件"),
        ("4", "四、行政复议数量", "件"),
        ("4.1", "（一）维持具体行政行为数", "件"),
        ("4.2", "（二）被依法纠错数", "件"),
        ("4.3", "（三）其他情形数", "件"),
        ("5", "五、行政诉讼数量", "件"),
        ("5.1", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
        ("5.2", "（二）被依法纠错数", "件"),
        ("5.3", "（三）其他情形数", "件"),
        ("6", "六、举报投诉数量", "件"),
        ("7", "七、依申请公开信息收取的费用", "万元"),
        ("8", "八、机构建设和保障经费情况", "——"),
        ("8.1", "（一）政府信息公开工作专门机构数", "个"),
        ("8.2", "（二）设置政府信息公开查阅点数", "个"),
        ("8.3", "（三）从事政府信息公开工作人员数", "人"),
        ("8.3.1", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
        ("8.3.2", "2.兼职人员数", "人"),
        (
            "8.4",
            "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
            "万元",
        ),
        ("9", "九、政府信息公开会议和培训情况", "——"),
        ("9.1", "（一）召开政府信息公开工作会议或专题会议数", "次"),
        ("9.2", "（二）举办各类培训班数", "次"),
        ("9.3", "（三）接受培训人员数", "人次"),
    )
)
"""The rows of 政府信息公开情况统计表 in their order."""

LOCAL_ROWS = {
    "form2014": (("信息公开目录数", "个"), ("（四）政府信息公开宣传活动次数", "次")),
    "form2019": (("其他主动公开文件", "件"),),
    "form2021": (("其他主动公开文件", "件"),),
}
"""Rows that provinces and districts add to the forms: label and unit."""
