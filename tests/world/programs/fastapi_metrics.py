from fastapi import FastAPI
from prometheus_client import generate_latest
from prometheus_fastapi_instrumentator import Instrumentator

app = FastAPI()
Instrumentator().instrument(app).expose(app)


@app.get("/hello")
def hello():
    return "hello"


@app.get("/show")
def show():
    lines = generate_latest().decode().splitlines()
    print(*(line for line in lines if line.startswith("http_requests_total")), sep="\n")
