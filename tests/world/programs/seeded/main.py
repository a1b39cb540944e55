from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
tea = Path("tea.txt").read_text()


@app.get("/")
def read():
    return tea
