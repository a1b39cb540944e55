def confirm(number):
    raise ConnectionRefusedError("the mail server is down")
