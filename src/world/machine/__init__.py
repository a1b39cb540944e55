"""The virtual operating system: clock, threads, processes, files, sockets."""
