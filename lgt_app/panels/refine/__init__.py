"""Controls of refining."""
