"""The report page: pure functions from the public tables to what is shown."""
