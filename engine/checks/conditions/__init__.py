"""What conditions say together: whether one follows from others, and which ways past one are left open."""
