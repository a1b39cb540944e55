from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
inbox = Path("inbox")
inbox.mkdir(exist_ok=True)
number = 0


@app.post("/jobs", status_code=202)
async def add():
    global number
    number += 1
    (inbox / f"{number:03}").write_text("brew")


@app.get("/done")
async def done():
    return sorted(path.name for path in Path("done").iterdir())
