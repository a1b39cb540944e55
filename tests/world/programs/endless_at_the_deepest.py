from fastapi import FastAPI


def deeper():
    try:
        deeper()
    except RecursionError:
        while True:
            len("")


async def spin():
    deeper()


app = FastAPI()
app.get("/")(spin)
