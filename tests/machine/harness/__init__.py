"""The machine on a plain Python: its kernel and its modules as they are, over stacks that greenlet lends."""
