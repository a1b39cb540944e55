"""Numbers of a side's requests, and the table that the lab prints of them (src/trace/metrics.ts, src/cli/pretty.ts)."""

from __future__ import annotations

import unicodedata
from math import ceil, floor, log10
from typing import Any

_LOAD, _ARRIVAL, _END, _STATUS, _ERROR = 0, 1, 5, 6, 7


def cells(rows: list[list[Any]]) -> list[str]:
    """Makespan, p50, p95, p99, throughput, errors."""
    bad = [row[_ERROR] is not None or (row[_STATUS] or 0) >= 500 for row in rows]
    ends = [row[_END] for row in rows if row[_END] is not None]
    makespan = max(0, max(ends) - min(row[_ARRIVAL] for row in rows)) if ends else 0
    latencies = sorted(row[_END] - row[_ARRIVAL] for row in rows if row[_END] is not None and row[_STATUS] is not None)
    good = sum(not one and row[_STATUS] is not None for one, row in zip(bad, rows, strict=True))
    return [
        seconds(makespan),
        *(seconds(nearest_rank(latencies, percent)) for percent in (50, 95, 99)),
        f"{digits(good / makespan * 1e9)} /s" if makespan else "0 /s",
        str(sum(bad)),
    ]


def nearest_rank(values: list[int], percent: int) -> int | None:
    """The smallest of the sorted values that at least `percent` % of them do not exceed."""
    return values[max(1, ceil(percent * len(values) / 100)) - 1] if values else None


def seconds(nanoseconds: int | None) -> str:
    if nanoseconds is None:
        return "–"
    value = nanoseconds / 1e9
    unit, scale = ("s", 1) if value == 0 or value >= 0.1 else ("ms", 1e3) if value >= 1e-4 else ("µs", 1e6)
    return f"{digits(value * scale)} {unit}"


def digits(value: float) -> str:
    """Three significant digits, but every digit of the whole part."""
    if value == 0:
        return "0"
    places = max(0, 2 - floor(log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text


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
