variable "project_id" {
  description = "Project to prepare."
  type        = string
}

variable "services" {
  description = "Services to enable, without the domain."
  type        = set(string)
}
