"""Random programs on the machine, each from a seed, and what must hold of every one of them."""
