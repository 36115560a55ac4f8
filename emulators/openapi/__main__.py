"""`make openapi`: write the document that the platform serves."""

from emulators.openapi.document import FILE, rendered

if __name__ == "__main__":
    FILE.write_text(rendered())
    print(FILE)
