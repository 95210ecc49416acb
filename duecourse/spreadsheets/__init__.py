"""Tables that people hand in and take away: text as Excel writes it, and workbooks."""
