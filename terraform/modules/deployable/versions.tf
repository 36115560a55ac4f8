terraform {
  required_version = ">= 1.11"
  required_providers {
    archive = { source = "hashicorp/archive", version = ">= 2.7.1, < 3.0.0" }
    google  = { source = "hashicorp/google", version = ">= 6.50.0, < 7.0.0" }
  }
}
