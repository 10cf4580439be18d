"""The golden vectors of docs/format.md, and the writer that makes them from fixed keys and times."""
