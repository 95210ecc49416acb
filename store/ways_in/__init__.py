"""What keeps a way in from being used against its owner: wrong tries, known devices, second factors."""
