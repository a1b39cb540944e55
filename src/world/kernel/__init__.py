"""The virtual operating system: threads, processes, signals, files, pipes, sockets, the clock and the cores."""
