from database import engine
from models import Customer, Order
from sqlmodel import Session, SQLModel

SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(Order(customer=Customer(name=f"Customer {number}")) for number in range(1, 11))
    session.commit()
