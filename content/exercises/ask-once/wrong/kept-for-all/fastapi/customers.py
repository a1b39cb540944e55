import httpx

known: dict[str, dict] = {}


async def fetch(key: str) -> dict:
    if key not in known:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://customers:9001/{key}")
            known[key] = answer.json()
    return known[key]
