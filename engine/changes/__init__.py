"""Changes of a case besides the steps of its tracks: people, addresses, corrections, holds and clocks."""
