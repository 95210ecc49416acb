"""The procedures as data: tracks, policies and directories in YAML, and no code."""
