"""A stub of AutoGen; see ../README.md."""
