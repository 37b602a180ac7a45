"""Panels bind state to widgets."""
