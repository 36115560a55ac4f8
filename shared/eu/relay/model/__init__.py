"""Cursors, frames and rings: what a stream sends, and from where on."""
