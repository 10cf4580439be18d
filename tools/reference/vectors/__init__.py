"""The golden vectors of docs/format.md, and the writer that makes them of fixed keys and times."""
