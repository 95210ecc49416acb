"""What keeps a way in from being used against its owner: tries counted, devices known, owners told."""
