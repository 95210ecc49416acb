"""The pure heart of Duecourse: procedures, guards, deadlines and the record, without any input or output."""
