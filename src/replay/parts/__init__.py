"""What replay.py is made of: real servers, real clients, and a table."""
