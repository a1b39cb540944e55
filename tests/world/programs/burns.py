import workload


def app(environ, start_response):
    workload.burn(0.1)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
