def application(environ, start_response):
    if environ["PATH_INFO"] == "/exit":
        raise SystemExit("a view that calls sys.exit()")
    start_response("200 OK", [("content-type", "text/plain"), ("content-length", "2")])
    return [b"ok"]
