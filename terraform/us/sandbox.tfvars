# A pair of projects to try things in: own keys are left out, so that no quota has to be asked for.

environment           = "sandbox"
project_id            = "two-ledger-us-sandbox"
cmek                  = false
organization_policies = false

# Who deploys the EU project. It may be the same person.
peer_deployer = "user:you@example.com"

peer = {
  project_id         = "two-ledger-eu-sandbox"
  project_number     = "123456789012"
  border_public_keys = { eu-1 = "0000000000000000000000000000000000000000000000000000000000000000" }
}

behaviour = { market_hours = "always" }
