import time


def confirm(number):
    time.sleep(0.3)  # the mail server
    print(f"order {number} confirmed")
