variable "access_policy" {
  description = "Number of the organization's access policy."
  type        = string
}

variable "deployer" {
  description = "Member that deploys this project, and attaches subscriptions to the peer's topics."
  type        = string
}

variable "name" {
  description = "Name of the perimeter."
  type        = string
}

variable "peer" {
  description = "The other region's project number and deployer: attaching subscriptions passes the border."
  type        = object({ deployer = string, project_number = string })
  default     = null
}

variable "project_number" {
  description = "Number of the project inside."
  type        = string
}

variable "services" {
  description = "Services that are reached from inside only, without the domain."
  type        = list(string)
}
