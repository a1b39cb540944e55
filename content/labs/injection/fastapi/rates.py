import asyncio


class PartnerRates:
    """The day's exchange rates, from a partner whose API takes its time."""

    async def rate(self, currency: str) -> float:
        await asyncio.sleep(0.2)
        return {"USD": 1.0731, "CNY": 7.6412}[currency]


class FixedRates:
    """Rates that a test can count on."""

    async def rate(self, currency: str) -> float:
        return {"USD": 1.5, "CNY": 8.0}[currency]
