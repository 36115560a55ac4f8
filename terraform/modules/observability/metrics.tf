# Each counts lines of the functions' logs by their `message`; tests/terraform/test_observability.py
# finds every one of these texts in the code.

locals {
  _events = {
    delivery-failed           = "delivery failed"
    message-quarantined       = "message quarantined"
    reconciliation-break      = "reconciliation break"
    sent-again                = "sent again"
    status-query-not-answered = "status query not answered"
    tick-failed               = "tick failed"
    unexpected-error          = "unexpected"
  }
}

resource "google_logging_metric" "event" {
  for_each    = local._events
  project     = var.project_id
  name        = "events/${each.key}"
  description = "Log lines with the message ${each.value}"
  filter      = "jsonPayload.message = \"${each.value}\""
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
    labels {
      key         = "reason"
      value_type  = "STRING"
      description = "Reason in the line"
    }
  }
  label_extractors = { reason = "EXTRACT(jsonPayload.reason)" }
}

resource "google_logging_metric" "refusals" {
  project     = var.project_id
  name        = "requests/refused"
  description = "Requests that were refused, by reason and operation"
  filter      = "jsonPayload.message = \"request\" AND jsonPayload.status >= 400"
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
    labels {
      key         = "operation"
      value_type  = "STRING"
      description = "Operation of the table of routes"
    }
    labels {
      key         = "reason"
      value_type  = "STRING"
      description = "Reason of the table of reasons"
    }
  }
  label_extractors = {
    operation = "EXTRACT(jsonPayload.operation)"
    reason    = "EXTRACT(jsonPayload.reason)"
  }
}
