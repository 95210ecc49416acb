"""Looking after an installation: whether it is well, whether a trust can work, and its backup."""
