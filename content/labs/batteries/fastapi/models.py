from sqlmodel import Field, SQLModel


class Product(SQLModel, table=True):
    sku: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=100)
    stock: int = Field(ge=0)
