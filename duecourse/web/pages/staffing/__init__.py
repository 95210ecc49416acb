"""Pages on which those who keep people see and change them."""
