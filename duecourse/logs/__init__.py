"""The log of a process: what happened to the machine, by a slug and a reference, and nothing about people."""
