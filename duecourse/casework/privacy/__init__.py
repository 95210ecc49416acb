"""Papers about privacy: the page for everybody, the assessment, how long cases are kept, what somebody is given."""
