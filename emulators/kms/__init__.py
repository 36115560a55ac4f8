"""A local Cloud KMS, spoken to by Google's own client: keys on disk, real cryptography, real roles.

Google has no emulator for it. `python -m emulators.kms --help` tells how it is started.
"""
