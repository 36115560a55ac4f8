"""What the service refuses, with the status code that Cloud KMS gives for it."""

import grpc


class KmsError(Exception):
    """A refusal; its text names resources and fields, never what they hold."""

    def __init__(self, code: grpc.StatusCode, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def not_found(name: str) -> KmsError:
    """Say that a resource does not exist."""
    return KmsError(grpc.StatusCode.NOT_FOUND, f"{name} not found.")


def already_exists(kind: str, name: str) -> KmsError:
    """Say that a resource exists already."""
    return KmsError(grpc.StatusCode.ALREADY_EXISTS, f"{kind} {name} already exists.")


def invalid(text: str) -> KmsError:
    """Say that a request can never succeed as it is."""
    return KmsError(grpc.StatusCode.INVALID_ARGUMENT, text)


def precondition(text: str) -> KmsError:
    """Say that a resource is in no state for a request."""
    return KmsError(grpc.StatusCode.FAILED_PRECONDITION, text)


def unsupported(text: str) -> KmsError:
    """Say that Cloud KMS has something that this emulator has not."""
    return KmsError(grpc.StatusCode.UNIMPLEMENTED, f"The emulator has no {text}.")


def unauthenticated() -> KmsError:
    """Say that a call names no caller."""
    return KmsError(
        grpc.StatusCode.UNAUTHENTICATED, "Request is missing required authentication credential."
    )


def denied(permission: str, resource: str) -> KmsError:
    """Say that a caller lacks a permission, or that the resource is none of his business."""
    text = f"Permission '{permission}' denied on resource '{resource}' (or it may not exist)."
    return KmsError(grpc.StatusCode.PERMISSION_DENIED, text)
