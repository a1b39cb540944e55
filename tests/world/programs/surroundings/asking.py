"""Asks a service, and answers what that says."""

import http.client


async def app(scope, receive, send):
    connection = http.client.HTTPConnection("kitchen", 9001)
    connection.request("GET", "/")
    body = connection.getresponse().read()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
