"""An organisation's folder before its first night: one to start from, and a check of what is in it."""
