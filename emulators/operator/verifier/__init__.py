"""Check an export of the EU ledger, offline.

    python -m emulators.operator.verifier EXPORT [KEY.pem]

Written for an auditor: it imports nothing else of the platform, only `cryptography` for the
signatures, and computes everything again from the file. The file has one JSON value a line, all
with sorted keys and no spaces; amounts are decimal texts, debit positive, credit negative:

    header      which format this is, and when it was written
    checkpoint  signed: its body names batches of chain heads and the checkpoint before it
    batch       the heads that the last checkpoint names: [chain, number, hash]
    head        how a chain ended when the export was written, and the account's balances
    entry       what was booked: its body, and the hash of the previous hash and the body
    end         the number of entries, and the SHA-256 of every byte before

An entry is in the chain of each client account that its lines name, or in a chain of the firm.
Whoever changes an entry must compute every later hash of its chain again, and then the last
signed checkpoint does not fit any more. Entries after that checkpoint are held by their chain
alone.
"""
