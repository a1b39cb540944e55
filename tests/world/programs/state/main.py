"""Says what it sees when somebody asks."""

import state


async def app(scope, receive, send):
    state.tell("asked")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"told"})
