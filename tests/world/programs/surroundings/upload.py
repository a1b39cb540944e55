"""An upload, which FastAPI reads with a package of its own."""

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/")
async def upload(file: UploadFile):
    return {"name": file.filename}
