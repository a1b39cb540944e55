import asyncio

from fastapi import FastAPI, HTTPException

# Printed at its start.
SAYS = ""

app = FastAPI()
print(SAYS, flush=True)


@app.get("/sync")
async def ask():
    await asyncio.sleep(0.1)
    return {"ok": True}


@app.get("/none")
async def none():
    raise HTTPException(404)
