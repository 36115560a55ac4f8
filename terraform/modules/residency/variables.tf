variable "locations" {
  description = "Locations that resources may lie in; value groups as in:eu-locations are allowed."
  type        = list(string)
}

variable "project_id" {
  description = "Project that the policies bind."
  type        = string
}

variable "require_cmek" {
  description = "Whether the stores of the platform may be created only with our own keys."
  type        = bool
  default     = true
}
