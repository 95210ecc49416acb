"""What a policy asks people to do by hand inside a case: the steps and deadlines that come of it."""
