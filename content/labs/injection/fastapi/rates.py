import asyncio
from typing import Protocol


class Rates(Protocol):
    async def rate(self, currency: str) -> float: ...


class PartnerRates:
    """The day's exchange rates, from a partner whose API takes its time."""

    async def rate(self, currency: str) -> float:
        await asyncio.sleep(0.2)
        return {"USD": 1.0731, "CNY": 7.6412}[currency]


class FixedRates:
    """Rates that a test can count on."""

    async def rate(self, currency: str) -> float:
        return {"USD": 1.5, "CNY": 8.0}[currency]


async def get_rates() -> Rates:
    return PartnerRates()


async def get_fixed_rates() -> Rates:
    return FixedRates()
