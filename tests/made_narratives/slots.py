"""Figures drawn anew for each run: ``<a:100-999>``, ``<a>``, ``<a+b>``, ``<p:1.0-99.9>``.

A slot of words, ``<n:二|三|四>``, draws one of them. ``<Y>`` is the data year, ``<Y-1>`` the year
before.
"""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

_SLOT = re.compile(r"<(?P<name>[A-Za-z]\w*):(?P<what>[^<>]+)>|<(?P<sum>[A-Za-z0-9_+\- ]+)>")
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)-(?P<high>\d+(?:\.\d+)?)")
_TERM = re.compile(r"([+-]?)([A-Za-z]\w*|\d+)")

Drawn = Decimal | str


class SlotError(ValueError):
    """A slot that cannot be filled; the message says which and why."""


def fill(template: str, random: Random, year: int) -> str:
    """Return a template with its slots filled, the same for the same state of ``random``.

    A sum may stand before the slots it adds up, as totals do.
    """
    drawn: dict[str, Drawn] = {"Y": Decimal(year)}
    for slot in _SLOT.finditer(template):
        if slot["name"] in drawn:
            raise SlotError(f"slot {slot[0]} draws <{slot['name']}> a second time; write <name>")
        if slot["name"]:
            drawn[slot["name"]] = _draw(slot["what"], slot[0], random)
    return _SLOT.sub(lambda slot: _filled(slot, drawn), template)


def _filled(slot: re.Match[str], drawn: dict[str, Drawn]) -> str:
    return str(drawn[slot["name"]]) if slot["name"] else _sum(slot["sum"], slot[0], drawn)


def _draw(what: str, slot: str, random: Random) -> Drawn:
    if "|" in what:
        return random.choice(what.split("|"))
    bounds = _RANGE.fullmatch(what)
    if not bounds:
        raise SlotError(f"slot {slot} is neither <a:1-9> nor <p:1.0-9.9> nor <n:二|三>")
    low, high = Decimal(bounds["low"]), Decimal(bounds["high"])
    places = max(_places(low), _places(high))
    steps = int(low.scaleb(places)), int(high.scaleb(places))
    if steps[0] > steps[1]:
        raise SlotError(f"slot {slot} runs backwards; write the smaller number first")
    return Decimal(random.randint(*steps)).scaleb(-places)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _sum(terms: str, slot: str, drawn: dict[str, Drawn]) -> str:
    terms = terms.replace(" ", "")
    if terms in drawn:
        return str(drawn[terms])
    if not re.fullmatch(rf"{_TERM.pattern}(?:[+-](?:[A-Za-z]\w*|\d+))*", terms):
        raise SlotError(f"slot {slot} cannot be computed; write <a>, <a+b> or <a-b>")
    total = Decimal(0)
    for sign, name in _TERM.findall(terms):
        value = Decimal(name) if name.isdigit() else drawn.get(name)
        if not isinstance(value, Decimal):
            raise SlotError(f"slot {slot} names <{name}>, which no slot draws")
        total += -value if sign == "-" else value
    return str(total)
