from fastapi import FastAPI


async def spin():
    while True:
        pass


app = FastAPI()
app.get("/")(spin)
