# They bind what is created later, and nothing global; `plan` is checked besides (tests/terraform).

locals {
  _parent = "projects/${var.project_id}"

  _switches = toset([
    "compute.skipDefaultNetworkCreation",
    "iam.automaticIamGrantsForDefaultServiceAccounts",
    "iam.disableServiceAccountKeyCreation",
    "iam.disableServiceAccountKeyUpload",
    "pubsub.enforceInTransitRegions",
    "storage.publicAccessPrevention",
    "storage.uniformBucketLevelAccess",
  ])

  _encrypted = [
    "artifactregistry.googleapis.com",
    "firestore.googleapis.com",
    "pubsub.googleapis.com",
    "secretmanager.googleapis.com",
    "storage.googleapis.com",
  ]
}

resource "google_org_policy_policy" "locations" {
  name   = "${local._parent}/policies/gcp.resourceLocations"
  parent = local._parent
  spec {
    inherit_from_parent = false
    rules {
      values { allowed_values = var.locations }
    }
  }
}

resource "google_org_policy_policy" "switch" {
  for_each = local._switches
  name     = "${local._parent}/policies/${each.value}"
  parent   = local._parent
  spec {
    rules { enforce = "TRUE" }
  }
}

resource "google_org_policy_policy" "cmek" {
  count  = var.require_cmek ? 1 : 0
  name   = "${local._parent}/policies/gcp.restrictNonCmekServices"
  parent = local._parent
  spec {
    rules {
      values { denied_values = local._encrypted }
    }
  }
}

resource "google_org_policy_policy" "key_projects" {
  count  = var.require_cmek ? 1 : 0
  name   = "${local._parent}/policies/gcp.restrictCmekCryptoKeyProjects"
  parent = local._parent
  spec {
    rules {
      values { allowed_values = ["under:${local._parent}"] }
    }
  }
}
