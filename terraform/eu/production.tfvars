# What production looks like; every name and address is an example.

environment     = "production"
project_id      = "two-ledger-eu"
domain          = "api.example.com"
deployer        = "serviceAccount:deploy@two-ledger-ci-eu.iam.gserviceaccount.com"
peer_deployer   = "serviceAccount:deploy@two-ledger-ci-us.iam.gserviceaccount.com"
access_policy   = "123456789012"
alert_emails    = ["on-call@example.com"]
release_members = ["group:legal@example.com"]

# Left out at the first apply, when the US project is not there.
peer = {
  project_id         = "two-ledger-us"
  project_number     = "210987654321"
  border_public_keys = { us-1 = "0000000000000000000000000000000000000000000000000000000000000000" }
}

budget = {
  amount          = 2000
  billing_account = "000000-000000-000000"
}

sizes = {
  auth     = { instances_min = 1 }
  books    = { instances_min = 2 }
  identity = { instances_min = 1, memory = "1Gi" }
  trading  = { instances_min = 2, instances_max = 400 }
}
