# Nothing crosses but the attaching of a subscription: out to the peer's topics by our deployer, in to
# our topics by theirs.

locals {
  _attach = ["Subscriber.CreateSubscription", "Subscriber.UpdateSubscription"]
  _pubsub = "pubsub.googleapis.com"
}

resource "google_access_context_manager_service_perimeter" "perimeter" {
  parent         = "accessPolicies/${var.access_policy}"
  name           = "accessPolicies/${var.access_policy}/servicePerimeters/${var.name}"
  title          = var.name
  perimeter_type = "PERIMETER_TYPE_REGULAR"
  status {
    resources           = ["projects/${var.project_number}"]
    restricted_services = [for service in var.services : "${service}.googleapis.com"]
    vpc_accessible_services {
      enable_restriction = true
      allowed_services   = ["RESTRICTED-SERVICES"]
    }
    dynamic "egress_policies" {
      for_each = var.peer == null ? [] : [var.peer]
      content {
        title = "attach subscriptions to the peer's topics"
        egress_from { identities = [var.deployer] }
        egress_to {
          resources = ["projects/${egress_policies.value.project_number}"]
          operations {
            service_name = local._pubsub
            dynamic "method_selectors" {
              for_each = local._attach
              content { method = method_selectors.value }
            }
          }
        }
      }
    }
    dynamic "ingress_policies" {
      for_each = var.peer == null ? [] : [var.peer]
      content {
        title = "let the peer attach subscriptions"
        ingress_from {
          identities = [ingress_policies.value.deployer]
          sources { resource = "projects/${ingress_policies.value.project_number}" }
        }
        ingress_to {
          resources = ["projects/${var.project_number}"]
          operations {
            service_name = local._pubsub
            dynamic "method_selectors" {
              for_each = local._attach
              content { method = method_selectors.value }
            }
          }
        }
      }
    }
  }
}
