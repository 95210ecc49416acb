"""What a case tells somebody who opens it: what it is about, whose turn it is, and where everything stands."""
