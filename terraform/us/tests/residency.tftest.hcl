# terraform test: what the root says of itself. Every resource is looked at in tests/terraform.

mock_provider "google" {}
mock_provider "google-beta" {}
mock_provider "archive" {}

variables {
  environment         = "production"
  project_id          = "us-project"
  peer_deployer       = "user:deployer@example.com"
  border_signing_seed = "0000000000000000000000000000000000000000000000000000000000000000"
  peer = {
    border_public_keys = {}
    project_id         = "eu-project"
    project_number     = "1"
  }
}

run "in_virginia" {
  command = plan

  assert {
    condition = output.residency == {
      databases = "us-east4"
      functions = "us-east4"
      messages  = "us-east4"
    }
    error_message = "Everything lies in us-east4."
  }

  assert {
    condition     = length(module.subscription) == length(module.tables.subscriptions)
    error_message = "The EU project is there before us: every subscription is made."
  }
}

run "madrid_is_not_in_the_states" {
  command = plan
  variables { region = "europe-southwest1" }
  expect_failures = [var.region]
}
