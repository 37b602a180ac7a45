"""Pictures and styles drawn by rule, as material for training and tests."""
