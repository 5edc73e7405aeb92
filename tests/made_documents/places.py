"""Real county-level places, and the bodies there that report."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from .chance import weighted


@dataclass(frozen=True, slots=True)
class Place:
    """A county-level place: six-digit code, province, prefecture (may be empty), name."""

    code: str
    province: str
    prefecture: str
    name: str

    @property
    def full(self) -> str:
        """With its province: 四川省攀枝花市东区."""
        return self.province + self.prefecture + self.name

    @property
    def local(self) -> str:
        """Without its province: 攀枝花市东区; 北京市朝阳区, as the province is its city."""
        above = self.province if self.in_municipality else ""
        return (self.prefecture or above) + self.name

    @property
    def in_municipality(self) -> bool:
        """Whether the province is a city itself."""
        return self.province in {"北京市", "天津市", "上海市", "重庆市"}

    @property
    def names(self) -> tuple[str, ...]:
        """Names in print: with its province, with its prefecture, bare."""
        return (self.full, self.local, self.name)

    @property
    def kind(self) -> str:
        """The last character: 区, 县, 市 or 旗."""
        return self.name[-1]


@dataclass(frozen=True, slots=True)
class Reporter:
    """A body that reports.

    Attributes:
        name: Full name without province.
        printed: The name that the title prints.
        body: ``government``, ``department``, ``township`` or ``other``.
        scope: ``area`` or ``own``.
        self_name: What it calls itself in running text.
    """

    name: str
    printed: str
    body: str
    scope: str
    self_name: str


_BODIES = {
    "department": ("教育局", "财政局", "民政局", "卫生健康局", "交通运输局", "人民政府办公室"),
    "township": ("城关镇人民政府", "和平街道办事处", "新民乡人民政府", "银江镇人民政府"),
    "other": ("高新技术产业开发区管理委员会", "经济开发区管委会"),
}
_SELF_NAMES = {"department": "本局", "township": "本镇", "other": "管委会"}


@cache
def places() -> tuple[Place, ...]:
    """Return the places of ``places.csv``."""
    path = Path(__file__).with_name("places.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(Place(**row) for row in csv.DictReader(stream))


def draw_reporter(random: Random, place: Place) -> Reporter:
    """Return a body of a place: its government more often than any other."""
    body = weighted(
        random, [("government", 6), ("department", 2.5), ("township", 1), ("other", 0.5)]
    )
    front = weighted(random, list(zip(place.names, (1, 2, 1), strict=True)))
    if body == "government":
        # A title may name the district itself instead of its government.
        tail = weighted(random, [("", 1), ("人民政府", 1)])
        name = f"{place.local}人民政府"
        return Reporter(name, front + tail, body, "area", f"全{place.kind}")
    tail = random.choice(_BODIES[body])
    own = _SELF_NAMES[body]
    if tail.endswith("办公室"):
        own = "本办公室"
    elif tail.startswith("和平街道"):
        own = "本街道"
    elif tail.startswith("新民乡"):
        own = "本乡"
    return Reporter(place.local + tail, front + tail, body, "own", own)
