"""A server of its own, whose only answer takes more than a year."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(4e7)
        self.send_response(204)
        self.end_headers()


HTTPServer(("127.0.0.1", 8000), Handler).handle_request()
