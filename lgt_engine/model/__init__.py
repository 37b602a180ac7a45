"""The velocity field: network, integration, guidance, files."""
