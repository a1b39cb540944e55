"""Numbers of a side's requests, and the table that the lab prints of them (src/trace/metrics.ts, src/cli/pretty.ts)."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor
from typing import Any

_LOAD, _ARRIVAL, _END, _STATUS, _ERROR = 0, 1, 5, 6, 7


def cells(rows: list[list[Any]], units: dict[str, str]) -> list[str]:
    """Makespan, p50, p95, p99, throughput, errors. `units`: how a number of "s", "ms", "us" and "rate" is written, with `{value}`."""
    bad = [row[_ERROR] is not None or (row[_STATUS] or 0) >= 500 for row in rows]
    ends = [row[_END] for row in rows if row[_END] is not None]
    makespan = max(0, max(ends) - min(row[_ARRIVAL] for row in rows)) if ends else 0
    latencies = sorted(row[_END] - row[_ARRIVAL] for row in rows if row[_END] is not None and row[_STATUS] is not None)
    good = sum(not one and row[_STATUS] is not None for one, row in zip(bad, rows, strict=True))
    # As a run states it: rounded to nine decimals.
    throughput = floor(good / (makespan / 1e9) * 1e9 + 0.5) / 1e9 if makespan else 0
    return [
        seconds(makespan, units),
        *(seconds(nearest_rank(latencies, percent), units) for percent in (50, 95, 99)),
        _written(digits(throughput), units["rate"]),
        f"{sum(bad):,}",
    ]


def nearest_rank(values: list[int], percent: int) -> int | None:
    """The smallest of the sorted values that at least `percent` % of them do not exceed."""
    return values[max(1, ceil(percent * len(values) / 100)) - 1] if values else None


def seconds(nanoseconds: int | None, units: dict[str, str]) -> str:
    if nanoseconds is None:
        return "–"
    value = nanoseconds / 1e9
    unit, scale = ("s", 1.0) if value == 0 or value >= 0.1 else ("ms", 1e3) if value >= 1e-4 else ("us", 1e6)
    return _written(digits(value * scale), units[unit])


def digits(value: float) -> str:
    """Three significant digits, but every digit of the whole part. What lies in the middle is rounded up, as browsers do it."""
    # The digits that the number is written with: what it stands for is in the middle where they are, whatever the binary fraction.
    exact = Decimal(repr(value))
    if not exact:
        return "0"
    last = 0 if abs(exact) >= 100 else exact.adjusted() - 2
    text = f"{exact.quantize(Decimal((0, (1,), last)), ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _written(number: str, unit: str) -> str:
    return unit.replace("{value}", number)


def table(rows: list[list[str]]) -> str:
    """Columns of equal width; the first to the left, the others to the right."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        padded = []
        for column, cell in enumerate(row):
            gap = " " * (widths[column] - _width(cell))
            padded.append(cell + gap if column == 0 else gap + cell)
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns: Chinese characters are two wide."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
