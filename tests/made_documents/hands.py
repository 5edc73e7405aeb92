"""Hands: how an office writes its numbers into the cells."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .chance import weighted

_FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")


@dataclass(frozen=True, slots=True)
class Hand:
    """How one office writes numbers.

    Attributes:
        zero: ``0``, ``blank``, ``dash``, ``slash`` or ``mixed``.
        full_width: Whether digits are full-width.
        thousands: Whether a comma parts the thousands.
        spaces: Whether spaces stand around numbers.
        plus: Whether a growth carries its sign.
        dash: The dash that stands for nothing.
        money: ``元``, ``万元`` or ``bare`` in cells whose unit the form does not print.
    """

    zero: str = "0"
    full_width: bool = False
    thousands: bool = False
    spaces: bool = False
    plus: bool = False
    dash: str = "—"
    money: str = "元"


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell: the words, the number they mean, and the unit that they name."""

    text: str
    value: float | None
    missing: str
    unit: str


def draw_hand(random: Random, *, zero: str = "") -> Hand:
    """Return the hand of one office."""
    zeros = [("0", 5.0), ("blank", 2.0), ("dash", 1.0), ("slash", 0.7), ("mixed", 1.3)]
    drawn = weighted(random, zeros)
    return Hand(
        zero=zero or drawn,
        full_width=random.random() < 0.08,
        thousands=random.random() < 0.15,
        spaces=random.random() < 0.2,
        plus=random.random() < 0.6,
        dash=random.choice(("—", "-", "——", "－")),
        money=random.choice(("元", "万元", "bare")),
    )


def write(random: Random, hand: Hand, number: float, unit: str, *, kind: str = "") -> Written:
    """Write a number into a cell.

    Args:
        random: Where chance comes from.
        hand: Who writes.
        number: The number to write.
        unit: The unit that the form prints for the cell.
        kind: ``delta`` for a change, ``money`` where the form prints no unit.
    """
    if number == 0:
        empty = _nothing(random, hand)
        if empty is not None:
            return Written(empty[1], None, empty[0], unit)
    if kind == "money":
        number, unit, tail = _money(hand, number)
        return Written(_digits(hand, number) + tail, number, "", unit)
    sign = "+" if kind == "delta" and hand.plus and number > 0 else ""
    return Written(_digits(hand, number, sign), number, "", unit)


def _nothing(random: Random, hand: Hand) -> tuple[str, str] | None:
    """Return the kind and the mark of a cell without a number; None to write the zero."""
    zero = hand.zero
    if zero == "mixed":
        zero = random.choice(("0", "blank", "dash"))
    marks = {"blank": "", "dash": hand.dash, "slash": "/"}
    return (zero, marks[zero]) if zero in marks else None


def _money(hand: Hand, yuan: float) -> tuple[float, str, str]:
    """Return the number that is written for a sum of yuan, its unit, and the unit as printed."""
    if hand.money == "万元":
        return round(yuan / 10_000, 2), "万元", "万元"
    if hand.money == "bare":
        return round(yuan), "", ""
    return round(yuan), "元", "元"


def _digits(hand: Hand, number: float, sign: str = "") -> str:
    whole = number == int(number)
    pattern = "," if hand.thousands else ""
    text = sign + (f"{int(number):{pattern}}" if whole else f"{number:{pattern}}")
    return text.translate(_FULL_WIDTH) if hand.full_width else text
