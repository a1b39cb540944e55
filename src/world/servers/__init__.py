"""The published servers, started from their real command lines."""
