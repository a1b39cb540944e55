import httpx


async def fetch(key: str) -> dict:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://customers:9001/{key}")
        return answer.json()
