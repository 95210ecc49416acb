"""Commands on what somebody has to do, over all of their cases."""
