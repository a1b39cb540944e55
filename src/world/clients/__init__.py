"""The clients that send a lab's load, and the protocols that they speak."""
