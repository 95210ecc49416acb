"""The same step in other programs; each runs in a process and an environment of its own (see `bench.peers`).

Nothing here may import Duecourse: it is not installed there.
"""
