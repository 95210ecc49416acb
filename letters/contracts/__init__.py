"""What a letter's file declares at its top: its contract, and where its facts come from."""
