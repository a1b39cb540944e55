def announce(sku, stock):
    raise ConnectionRefusedError("the mail server is down")
