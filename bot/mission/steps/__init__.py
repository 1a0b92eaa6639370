"""One module per coverage tool that a tool step names."""
