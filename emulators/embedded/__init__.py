"""Both regions in one process over the in-memory twins: no Java, nothing on disk but logs."""
