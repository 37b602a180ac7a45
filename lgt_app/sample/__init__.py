"""The sample project: every picture in it is drawn here."""
