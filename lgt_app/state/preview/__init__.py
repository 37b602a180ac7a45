"""The picture in view: what is wanted of it, and from which model."""
