"""The command by which a trust is set up from its own lists."""
