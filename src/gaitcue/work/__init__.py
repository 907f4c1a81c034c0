"""The use cases, each one function that commands and pages call; here alone path, store and report meet."""
