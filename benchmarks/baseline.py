"""The simplest reader that could be written in an afternoon: what the extraction has to beat.

A figure is a number with a unit; it counts what the nearest keyword before it names. A percentage
behind a word of growth in its clause is the growth of that; any other one counts nothing. A keyword
after 未, 没有 or 无 in a clause without figures is zero. Nothing here comes from the codebook.
"""

from __future__ import annotations

import re

from disclosure_analysis.coding.findings import Finding

KEYWORDS = {
    "disclosed_total": ("主动公开", "公开信息"),
    "disclosed_website": ("网站", "门户"),
    "disclosed_weibo": ("微博",),
    "disclosed_wechat": ("微信", "公众号"),
    "disclosed_gazette": ("公报",),
    "disclosed_news_media": ("报纸", "电视"),
    "website_visits": ("访问量", "点击量"),
    "followers": ("粉丝", "关注"),
    "press_conferences": ("新闻发布会",),
    "policy_interpretations": ("政策解读", "解读"),
    "normative_documents": ("规范性文件",),
    "proposals_published": ("建议", "提案"),
    "mailbox_replies": ("信箱", "来信"),
    "feature_columns": ("专栏", "栏目"),
    "reading_points": ("查阅点", "查阅场所"),
    "meetings": ("会议",),
    "training_sessions": ("培训",),
    "visitors_served": ("接待",),
    "staff_fulltime": ("专职",),
    "staff_parttime": ("兼职",),
    "applications_received": ("收到", "申请"),
    "applications_answered": ("答复", "办结"),
    "applications_granted": ("同意公开", "予以公开"),
    "applications_granted_in_part": ("部分公开",),
    "applications_denied": ("不予公开", "不同意公开"),
    "information_not_existing": ("不存在",),
    "information_not_held": ("不掌握",),
    "not_this_organ": ("不属于本", "非本机关"),
    "applications_by_channel": ("当面", "信函", "传真", "网络申请"),
    "applications_by_applicant": ("自然人", "公民", "法人"),
    "applications_carried_in": ("上年结转",),
    "applications_carried_out": ("结转下年",),
    "reconsiderations": ("行政复议", "复议"),
    "reconsiderations_upheld": ("维持",),
    "reconsiderations_corrected": ("纠正", "撤销"),
    "lawsuits": ("行政诉讼", "诉讼"),
    "complaints": ("申诉", "投诉"),
    "fees_charged": ("收费", "费用"),
}
_FIGURE = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>万|亿)?(?:余|多)?\s*"
    r"(?P<unit>人次|条次|场次|件次|[条件篇个次期份场名人项宗起家种类元%])"
)
_SCALES = {"万": 10_000, "亿": 100_000_000, None: 1}
_CLAUSE = re.compile(r"[^，。；,;\n]+")
_CLAUSE_ENDS = re.compile(r"[，。；,;\n]")
_SENTENCE_ENDS = re.compile(r"[。\n]")
_GROWTH = re.compile(r"增长|增加|上升|(?P<fall>下降|减少)")
_DENIAL = re.compile(r"未|没有|无")


def baseline_findings(text: str, year: int | None = None) -> list[Finding]:
    """Return what the baseline finds in a text; every figure is one of the report's year."""
    return [*_figures(text, year), *_denials(text)]


def _figures(text: str, year: int | None) -> list[Finding]:
    findings = []
    for match in _FIGURE.finditer(text):
        before = _SENTENCE_ENDS.split(text[: match.start()])[-1]
        name, number = _nearest(before), float(match["number"].replace(",", ""))
        number *= _SCALES[match["scale"]]
        growth = None
        if match["unit"] == "%":
            growth = _GROWTH.search(_CLAUSE_ENDS.split(before)[-1])
            name = f"{name}_growth" if growth and name != "unclassified" else "unclassified"
            number = -number if growth and growth["fall"] else number
        findings.append(
            Finding(
                indicators=(name,),
                values=(number,),
                lower=number,
                upper=number,
                units=(match["unit"],),
                start=match.start(),
                end=match.end(),
                kind="growth" if growth else "figure",
                year=year,
            )
        )
    return findings


def _nearest(before: str) -> str:
    """Return the indicator of the keyword that ends last; the longest of several."""
    found = [
        (before.rfind(word) + len(word), len(word), name)
        for name, words in KEYWORDS.items()
        for word in words
        if word in before
    ]
    return max(found)[2] if found else "unclassified"


def _denials(text: str) -> list[Finding]:
    findings = []
    for clause in _CLAUSE.finditer(text):
        denial = _DENIAL.search(clause[0])
        if denial is None or _FIGURE.search(clause[0]):
            continue
        rest = clause[0][denial.start() :]
        names = [name for name, words in KEYWORDS.items() if any(word in rest for word in words)]
        start = clause.start() + denial.start()
        findings += [
            Finding((name,), (0.0,), 0.0, 0.0, (), start, clause.end(), "zero") for name in names
        ]
    return findings
