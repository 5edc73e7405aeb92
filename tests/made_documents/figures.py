"""Random figures for a form, consistent with the sums that the form itself demands.

Many are zero, as in real reports; a few are large.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from .chance import shares, weighted
from .forms import APPLICANTS, CASES, PART_TWO, RESULTS, request_rows

Figures = dict[tuple[str, str], float]
"""Number by cell code and applicant."""

_PEOPLE = APPLICANTS[:-1]
_SIZES = (("none", 0.15), ("few", 0.35), ("some", 0.35), ("many", 0.15))
_RECEIVED = {"none": (0, 0), "few": (1, 15), "some": (20, 400), "many": (800, 6000)}


def draw_size(random: Random, *, at_least_some: bool) -> str:
    """Return how much a body has to do with requests: none, few, some or many."""
    size = weighted(random, _SIZES)
    return "some" if at_least_some and size in {"none", "few"} else size


def draw_figures(
    random: Random, form: str, size: str, carried_out: Mapping[str, float] | None = None
) -> Figures:
    """Return figures for all cells of a form.

    Args:
        random: Where chance comes from.
        form: The form; ``narrative`` has none.
        size: How many requests there are.
        carried_out: Requests carried over at the end of the year, by applicant, where the year
            after is already known.
    """
    if form == "narrative":
        return {}
    if form == "form2014":
        return _annex(random, size)
    figures = _part_two(random, form)
    figures.update(_requests(random, form, size, carried_out))
    figures.update(_cases(random, size))
    return figures


def count(random: Random, size: str = "some", zero: float = 0.3) -> int:
    """Return a count that is often zero and seldom large."""
    if random.random() < zero or size == "none":
        return 0
    return int(random.lognormvariate(*{"few": (1, 0.8), "some": (3, 1.2)}.get(size, (5.5, 1.5))))


def _part_two(random: Random, form: str) -> Figures:
    figures: Figures = {}
    for table in PART_TWO[form]:
        for row, _ in table.rows:
            for column in table.columns:
                code = f"{table.code}.{row}.{column.code}"
                figures[code, ""] = _own_initiative(random, row, column.code)
    if form == "form2019":
        for row in ("rules", "norm"):
            new = f"T2.20_1.{row}.opened_new"
            figures[f"T2.20_1.{row}.open_total", ""] += figures[new, ""]
    return figures


def _own_initiative(random: Random, row: str, column: str) -> float:
    """Return a figure of part two; a county makes no rules."""
    if row == "rules":
        return 0
    if column == "amount":
        high = 400 if row == "fee" else 60_000_000
        return 0 if random.random() < 0.3 else round(random.uniform(0, high), 2)
    if column == "items_delta":
        return weighted(random, [(0, 6), (random.randint(1, 40), 2), (-random.randint(1, 15), 2)])
    if column == "decisions":
        return count(random, random.choice(("some", "many")))
    if column == "items_prev":
        return 15 + count(random, "some", 0.1)
    return count(random, "few" if column in {"issued", "made_new", "repealed"} else "some")


def _requests(
    random: Random, form: str, size: str, carried_out: Mapping[str, float] | None
) -> Figures:
    figures: Figures = {}
    outcomes = [row.code for row in request_rows(form) if row.code.startswith("T3.3.")]
    outcomes.remove("T3.3.7")
    weights = [random.paretovariate(0.7) - 1 for _ in outcomes]
    weights[0] += 10
    for applicant in _PEOPLE:
        closed = _closed(random, size, applicant)
        before = count(random, "few", 0.6) if closed else 0
        after = count(random, "few", 0.6) if closed else 0
        if carried_out is not None:
            after = int(carried_out.get(applicant, 0))
        closed = max(closed, before - after)
        parts = shares(random, closed, weights)
        column = {"T3.1": closed + after - before, "T3.2": before, "T3.3.7": closed, "T3.4": after}
        column.update(zip(outcomes, parts, strict=True))
        figures.update({(code, applicant): number for code, number in column.items()})
    for row in request_rows(form):
        figures[row.code, "tot"] = sum(figures[row.code, applicant] for applicant in _PEOPLE)
    return figures


def _closed(random: Random, size: str, applicant: str) -> int:
    """Return how many requests were closed: most come from natural persons, some from firms."""
    low, high = _RECEIVED[size]
    total = random.randint(low, high)
    if applicant == "nat":
        return total
    return int(total * random.random() * 0.3) if random.random() < 0.35 else 0


def _cases(random: Random, size: str) -> Figures:
    figures: Figures = {}
    size = {"many": "some"}.get(size, "few" if size == "some" else "none")
    for group, _, _ in CASES:
        results = [count(random, size, 0.6) for _ in RESULTS[:-1]]
        for (code, _), number in zip(RESULTS, [*results, sum(results)], strict=True):
            figures[f"{group}.{code}", ""] = number
    return figures


def _annex(random: Random, size: str) -> Figures:
    figures: Figures = {}
    figures.update(_annex_channels(random))
    figures.update(_annex_requests(random, size))
    figures.update(_annex_cases(random, size))
    figures.update(_annex_means(random))
    return figures


def _annex_channels(random: Random) -> Figures:
    channels = [count(random, "some"), count(random, "many", 0) + 40]
    channels += [count(random, "many", 0.4), count(random, "many", 0.4), count(random, "some", 0.5)]
    made = count(random, "few")
    total = random.randint(max(channels), sum(channels))
    press, talks = count(random, "few"), count(random, "few")
    numbers = {
        "1.1": total,
        "1.1.1": min(made, total),
        "1.1.2": made,
        "2.1": count(random, "some", 0.5),
        "2.2.1": press,
        "2.2.1.1": random.randint(0, press),
        "2.2.2": talks,
        "2.2.2.1": random.randint(0, talks),
        "2.2.3": count(random, "some"),
        "2.2.4": count(random, "some", 0.5),
        "2.2.5": count(random, "few", 0.5),
    }
    numbers.update({f"1.2.{place}": number for place, number in enumerate(channels, 1)})
    return {(code, ""): number for code, number in numbers.items()}


def _annex_requests(random: Random, size: str) -> Figures:
    received = random.randint(*_RECEIVED[size])
    closed = received - (random.randint(0, received // 10) if random.random() < 0.3 else 0)
    ways = shares(random, received, [3, 0.2, 5, 2])
    terms = shares(random, closed, [9, 1])
    answers = shares(random, closed, [4, 5, 1, 1.5, 2, 2, 0.6, 0.8])
    refusals = shares(random, answers[3], [1, 1, 2, 0.5, 2, 1])
    numbers = {"3.1": received, "3.2": closed, "3.3": closed}
    for code, parts in (("3.1", ways), ("3.2", terms), ("3.3", answers), ("3.3.4", refusals)):
        numbers.update({f"{code}.{place}": part for place, part in enumerate(parts, 1)})
    return {(code, ""): number for code, number in numbers.items()}


def _annex_cases(random: Random, size: str) -> Figures:
    size = "few" if size in {"some", "many"} else "none"
    numbers: dict[str, int] = {"6": count(random, size, 0.7)}
    for code in ("4", "5"):
        parts = [count(random, size, 0.6) for _ in range(3)]
        numbers[code] = sum(parts)
        numbers.update({f"{code}.{place}": part for place, part in enumerate(parts, 1)})
    return {(code, ""): number for code, number in numbers.items()}


def _annex_means(random: Random) -> Figures:
    full, part = count(random, "few"), count(random, "some", 0.1)
    money = 0.0 if random.random() < 0.5 else round(random.uniform(0.5, 60), random.choice((0, 1)))
    numbers: dict[str, float] = {
        "7": 0 if random.random() < 0.8 else round(random.uniform(0.01, 2), 2),
        "8.1": count(random, "some", 0.1),
        "8.2": count(random, "some", 0.1),
        "8.3": full + part,
        "8.3.1": full,
        "8.3.2": part,
        "8.4": money,
        "9.1": count(random, "few", 0.1),
        "9.2": count(random, "few", 0.2),
        "9.3": count(random, "many", 0.2),
    }
    return {(code, ""): number for code, number in numbers.items()}
