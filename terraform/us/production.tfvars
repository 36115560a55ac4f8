# What production looks like; every name and address is an example.

environment   = "production"
project_id    = "two-ledger-us"
deployer      = "serviceAccount:deploy@two-ledger-ci-us.iam.gserviceaccount.com"
peer_deployer = "serviceAccount:deploy@two-ledger-ci-eu.iam.gserviceaccount.com"
access_policy = "123456789012"
alert_emails  = ["on-call@example.com"]

peer = {
  project_id         = "two-ledger-eu"
  project_number     = "123456789012"
  border_public_keys = { eu-1 = "0000000000000000000000000000000000000000000000000000000000000000" }
}

budget = {
  amount          = 1000
  billing_account = "000000-000000-000000"
}

sizes = {
  orders = { instances_min = 2 }
}
