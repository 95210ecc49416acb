"""Pages about privacy for those who answer for it: papers, what is kept on or disposed of, what somebody is given."""
