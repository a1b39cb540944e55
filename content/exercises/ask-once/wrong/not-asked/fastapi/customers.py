async def fetch(key: str) -> dict:
    return {"customer": key, "regular": True, "city": "Hangzhou"}
