"""Event streams: pages of the sequencer, handed to the partners that are connected (D11)."""
