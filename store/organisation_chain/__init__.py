"""Every change of a row of the organisation: collected in its transaction, and sealed at its end as one event."""
