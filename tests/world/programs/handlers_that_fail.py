from fastapi import FastAPI

app = FastAPI()


@app.get("/error")
async def error():
    raise ValueError("<b>broken</b>")


@app.get("/recursion")
def recursion():
    return recursion()


@app.get("/print")
def printing():
    for _ in range(100):
        print("x" * 1_000_000)


@app.get("/exit")
async def leave():
    raise SystemExit(7)
