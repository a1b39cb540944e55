import time


def announce(sku, stock):
    time.sleep(0.3)  # the mail server
    print(f"mail sent: {stock} of {sku} left")
