"""Noise: what stands on a government site around an article, none of it part of the report."""

from __future__ import annotations

from datetime import date
from random import Random

from .places import draw_reporter, places

MENU = ("首页", "政务要闻", "政府信息公开", "办事大厅", "互动交流", "走进本地", "专题专栏")
BREADCRUMB = ("首页", "政府信息公开", "法定主动公开内容", "政府信息公开工作年报")
BUTTONS = ("打印本页", "关闭窗口", "收藏", "分享到：", "微信", "微博")
RELATED = (
    "政府信息公开指南",
    "政府信息公开制度",
    "依申请公开办理流程图",
    "重点工作推进会召开",
    "关于做好防汛工作的通知",
)


def published_line(random: Random, day: date) -> str:
    """Return a day of publication in one of the ways that sites write it."""
    plain = f"{day:%Y-%m-%d}"
    clock = f"{random.randint(8, 18):02}:{random.randint(0, 59):02}"
    chinese = f"{day.year}年{day.month}月{day.day}日"
    return random.choice(
        (
            f"发布时间：{plain}",
            f"发布日期：{chinese}",
            f"{day:%Y/%m/%d} {clock}",
            f"发布时间：{plain} {clock}",
            f"【发布时间：{plain}】",
            f"时间：{plain} {clock}:00",
            f"日期：{day:%Y.%m.%d}",
        )
    )


def source_line(random: Random, source: str) -> str:
    """Return the office that a page names as its source, in one of the ways of sites."""
    return random.choice(("来源：{}", "信息来源：{}", "文章来源： {}")).format(source)


def other_reports(random: Random, number: int) -> list[tuple[str, str]]:
    """Return titles of reports that are not this one, each with a day."""
    found = []
    for _ in range(number):
        name = draw_reporter(random, random.choice(places())).printed
        year = random.randint(2012, 2024)
        title = f"{name}{year}年政府信息公开工作年度报告"
        found.append((title, f"{year + 1}-{random.randint(1, 3):02}-{random.randint(1, 28):02}"))
    return found


def footer(random: Random, place: str) -> list[str]:
    """Return the lines at the foot of a site."""
    return [
        f"主办单位：{place}人民政府  承办单位：{place}人民政府办公室",
        f"网站标识码：{random.randint(10**9, 10**10 - 1)}",
        f"ICP备{random.randint(10**7, 10**8 - 1)}号-1  公安备案 {random.randint(10**13, 10**14)}号",
        f"版权所有：{place}人民政府  建议使用1366*768分辨率",
    ]
