"""A program that the application starts."""

import subprocess

from fastapi import FastAPI

app = FastAPI()
print(subprocess.run(["ls"], capture_output=True, check=True))
