"""The modules of Python that stand on the kernel: what programs import in place of the ones written for a real operating system."""
