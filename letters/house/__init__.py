"""A trust's own wording of blocks of a letter: found, put in the place of ours, and judged like ours."""
