"""What is seen of a run while it happens: who waits, in which state, for what."""
