import httpx


async def get_rate(currency: str) -> float:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://partner:9001/{currency}")
        return answer.json()
