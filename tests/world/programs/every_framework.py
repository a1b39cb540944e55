import django
import fastapi
import httpx
import sqlalchemy

__all__ = ["django", "fastapi", "httpx", "sqlalchemy"]
