# A pair of projects to try things in: own keys are left out, so that no quota has to be asked for.

environment           = "sandbox"
project_id            = "two-ledger-eu-sandbox"
domain                = "api.sandbox.example.com"
cmek                  = false
organization_policies = false

# Who deploys the US project. It may be the same person.
peer_deployer = "user:you@example.com"

# Taken in at the second apply, when the US project is there:
#
# peer = {
#   project_id         = "two-ledger-us-sandbox"
#   project_number     = "123456789012"
#   border_public_keys = { us-1 = "64 hexadecimal digits" }
# }

behaviour = {
  bank            = "simulated"
  instant_funding = true
  market_hours    = "always"
  omnibus_iban    = "ES7921000813610123456789"
  review          = "automatic"
}
