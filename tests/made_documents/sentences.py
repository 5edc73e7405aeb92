"""Sentences of reports, in words of our own; ``{what:unit:low:high}`` stands for a figure."""

from __future__ import annotations

import re
from random import Random

from .truth import Stated

_SLOT = re.compile(r"\{(\w+):(\w+):(\d+):(\d+)(:round)?\}")

OPENING = (
    "本报告由{name}按照《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自{year}年1月1日起，"
    "至{year}年12月31日止。",
    "根据政府信息公开条例的要求，现公布{name}{year}年度政府信息公开工作年度报告。统计时段为"
    "{year}年1月1日至{year}年12月31日。",
    "按照条例规定，{name}对{year}年的政府信息公开工作作了总结，形成本报告。数据截至{year}年12月31日。",
)
"""How a report begins, with the period that its figures cover."""

GENERAL = (
    "一年来，{self_name}通过门户网站发布各类信息{网站信息:条:60:9000}，更新栏目{栏目:个:3:40}。",
    "政务微信公众号推送消息{微信消息:条:20:2000}，关注人数比年初增加{新增关注:人:10:5000}。",
    "组织业务学习{学习:次:1:12}，参加人员{学习人数:人次:20:900}。",
    "编发政府公报{公报:期:2:12}，赠阅{赠阅:册:200:9000:round}。",
    "回复群众网上留言{留言:件:5:1200}，都在规定时限内答复。",
    "召开部门协调会{协调会:次:1:9}，研究解决公开工作中的难点。",
    "制作图文解读材料{解读:篇:2:90}，举办开放日活动{开放日:场:1:8}。",
    "对{检查单位:个:3:60}单位的公开栏目作了检查，发出整改通知{整改:份:1:30}。",
)
"""Sentences of part one."""

REQUESTS = (
    "全年新收政府信息公开申请{received}件，上年结转{carried}件。",
    "{year}年{self_name}收到公开申请{received}件，均依法登记办理。",
)
"""Sentences that tell the total of table three."""

NO_REQUESTS = ("{year}年{self_name}未收到政府信息公开申请。", "全年没有发生依申请公开事项。")

DISPUTES = "因信息公开发生行政复议{reconsiderations}件、行政诉讼{suits}件。"

NO_DISPUTES = "没有因信息公开引起的行政复议和诉讼。"

PROBLEMS = (
    "一是部分栏目更新不够及时，二是解读形式还比较单一。",
    "基层工作人员变动较大，业务能力需要加强。",
    "下一步将完善审核流程，把公开内容落到实处。",
    "今后准备举办培训班{计划培训:期:1:6}，提高答复文书的质量。",
)
"""Sentences of part five."""

OTHER = (
    "本年度没有收取信息处理费。",
    "没有其他需要报告的事项。",
    "按规定发出收费通知{收费通知:件:1:9}，收取信息处理费{处理费:元:40:4000}。",
)
"""Sentences of part six."""

PARTS_BEFORE_2019 = (
    ("概述", GENERAL[:3]),
    ("主动公开政府信息情况", GENERAL[3:]),
    ("依申请公开政府信息情况", ("申请办理均未超过期限。", "受理点的工作时间在网上公布。")),
    ("政府信息公开收费及减免情况", ("免收检索费{免收:元:10:900}。", "查阅点免费提供复印。")),
    ("因政府信息公开申请行政复议、提起行政诉讼的情况", ()),
    ("存在的主要问题和改进措施", PROBLEMS),
)
"""Parts of the reports before 2019, with sentences for each."""


def fill(random: Random, sentence: str, **words: object) -> tuple[str, list[Stated]]:
    """Fill a sentence with words and with random figures; return it and its figures."""
    stated: list[Stated] = []

    def figure(slot: re.Match[str]) -> str:
        label, unit, low, high, rough = slot.groups()
        # Squaring makes small figures more common than large ones.
        number = int(low) + int((int(high) - int(low)) * random.random() ** 2)
        if rough:
            number = max(100, number // 100 * 100)
        written = f"{number}{'余' if rough else ''}{unit}"
        stated.append(Stated(label, number, unit, written))
        return written

    return _SLOT.sub(figure, sentence).format(**words), stated


def some(random: Random, sentences: tuple[str, ...], most: int = 4) -> list[str]:
    """Return some of the sentences, in their order."""
    number = random.randint(1, min(most, len(sentences)))
    return [sentences[place] for place in sorted(random.sample(range(len(sentences)), number))]
