import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/hello")
async def hello():
    async with httpx2.AsyncClient() as client:
        return (await client.get("http://stock:9000/stock/b")).json()


@app.get("/test")
def test():
    print(TestClient(app).get("/openapi.json").status_code)
