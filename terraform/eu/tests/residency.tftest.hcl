# terraform test: what the root says of itself. Every resource is looked at in tests/terraform.

mock_provider "google" {}
mock_provider "google-beta" {}
mock_provider "archive" {}

variables {
  environment         = "production"
  project_id          = "eu-project"
  domain              = "api.example.com"
  border_signing_seed = "0000000000000000000000000000000000000000000000000000000000000000"
}

run "alone_in_madrid" {
  command = plan

  assert {
    condition = output.residency == {
      databases = "europe-southwest1"
      export    = "europe-west1"
      functions = "europe-southwest1"
      keys      = "europe-southwest1"
      messages  = "europe-southwest1"
    }
    error_message = "Everything lies in Madrid, and the export in a second region of the EU."
  }

  assert {
    condition     = alltrue([for name, row in module.tables.subscriptions : row.topic_region == "eu" if contains(keys(module.subscription), name)])
    error_message = "Without the peer there is no subscription on its topics."
  }

  assert {
    condition     = length(module.subscription) == length([for row in module.tables.subscriptions : row if row.topic_region == "eu"])
    error_message = "Subscriptions on our own topics are made at the first apply."
  }
}

run "london_is_not_in_the_union" {
  command = plan
  variables { region = "europe-west2" }
  expect_failures = [var.region]
}
