"""Letters: one source per letter, drafted from the typed facts of a case, checked, written and sealed.

The way of a letter: `catalogue` reads the templates and their contracts, `lint` proves template and contract agree,
`render` turns facts into blocks, `issue_check` says what stands in the way of issue, `writers` give text, HTML and PDF,
`seal` fixes what was issued.
"""
