"""Pure functions of tensors that several parts share."""
