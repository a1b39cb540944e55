import signal
import socketserver
import sys
import time


class Order(socketserver.StreamRequestHandler):
    def handle(self):
        order = self.rfile.readline()
        time.sleep(0.1)
        self.wfile.write(order.upper())


def stop(signum, frame):
    print("kitchen closes")
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
with socketserver.ThreadingTCPServer(("0.0.0.0", 7000), Order) as server:
    server.daemon_threads = True
    server.serve_forever()
