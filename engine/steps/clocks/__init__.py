"""The clocks of a case: how long they have, and by which rule."""
