"""The pages, one noun each: every module has a `router`."""
