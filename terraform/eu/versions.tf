terraform {
  required_version = ">= 1.11"
  required_providers {
    archive     = { source = "hashicorp/archive", version = ">= 2.7.1, < 3.0.0" }
    google      = { source = "hashicorp/google", version = ">= 6.50.0, < 7.0.0" }
    google-beta = { source = "hashicorp/google-beta", version = ">= 6.50.0, < 7.0.0" }
  }

  # The bucket is named when the root is initialised: `-backend-config=bucket=NAME`.
  backend "gcs" {}
}

provider "google" {
  project               = var.project_id
  region                = var.region
  user_project_override = true
  billing_project       = var.project_id
}

provider "google-beta" {
  project               = var.project_id
  region                = var.region
  user_project_override = true
  billing_project       = var.project_id
}
