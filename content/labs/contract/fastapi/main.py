import json
import time

from fastapi import FastAPI
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

app = FastAPI()


class Order(BaseModel):
    sku: str = Field(min_length=1, max_length=20)
    quantity: int = Field(ge=1, le=100)


class Receipt(BaseModel):
    sku: str
    quantity: int
    total: float


@app.post("/orders", response_model=Receipt)
def create_order(order: Order):
    time.sleep(0.1)  # the warehouse reserves the goods
    return {**order.model_dump(), "total": order.quantity * 4.5}


@app.exception_handler(RequestValidationError)
async def show_refusal(request, error):
    response = await request_validation_exception_handler(request, error)
    print(response.status_code, response.body.decode())
    return response


print("OpenAPI:", json.dumps(app.openapi()["components"]["schemas"]["Order"], indent=2))
