from fastapi import FastAPI


def deeper():
    deeper()


async def spin():
    while True:
        try:  # noqa: SIM105 - the line that recurs is to be this function's
            deeper()
        except RecursionError:
            pass


app = FastAPI()
app.get("/")(spin)
