"""The lists of a trust as files: which there are, how they are read, and how they are written, empty or filled in."""
