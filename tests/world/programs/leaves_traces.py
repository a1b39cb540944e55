import builtins
import json
import os

from fastapi import FastAPI

app = FastAPI()
found = [hasattr(builtins, "left"), os.path.exists("/tmp/left"), "LEFT" in os.environ, hasattr(json, "left")]
print("found:", found)
builtins.left = True
json.left = True
os.environ["LEFT"] = "1"
with open("/tmp/left", "w") as file:
    file.write("left")
print("left:", os.path.exists("/tmp/left"))
