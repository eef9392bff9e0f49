"""A stub of MetaGPT; see ../README.md."""
