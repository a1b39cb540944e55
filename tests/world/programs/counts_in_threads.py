import time

from fastapi import FastAPI

app = FastAPI()
served = 0


@app.get("/")
def count():
    global served
    served += 1
    print("served", served)
    time.sleep(0.1)
    return served
