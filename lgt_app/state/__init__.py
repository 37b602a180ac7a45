"""What the window shows, observable; the panels bind to it."""
