import time


def send(sku):
    time.sleep(0.3)  # the mail server
    if sku == "CUP-1":
        raise ConnectionError("the mail server refused the mail about cups")
