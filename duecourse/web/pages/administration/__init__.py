"""Pages for those who administer: everything that they keep, each over the use cases of the command line."""
