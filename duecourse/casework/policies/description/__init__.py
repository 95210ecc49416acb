"""A whole policy in plain sentences, from the files by which it works, to be read beside the printed one."""
