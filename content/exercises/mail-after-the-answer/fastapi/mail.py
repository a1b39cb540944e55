import httpx


def confirm(number: str) -> None:
    httpx.post(f"http://post:9001/mails/{number}")
