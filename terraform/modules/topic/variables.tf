variable "attacher_role" {
  description = "Role that lets a subscription be attached, and nothing else."
  type        = string
  default     = null
}

variable "attachers" {
  description = "Members who may attach subscriptions of other projects, by a name of their own."
  type        = map(string)
  default     = {}
}

variable "kms_key_name" {
  description = "Key that messages are encrypted with."
  type        = string
  default     = null
}

variable "name" {
  description = "Name of the topic."
  type        = string
}

variable "project_id" {
  description = "Project of the topic."
  type        = string
}

variable "publishers" {
  description = "Members who may publish, by a name of their own."
  type        = map(string)
  default     = {}
}

variable "regions" {
  description = "Regions in which messages may be stored and handled on the way."
  type        = list(string)
}

variable "schema" {
  description = "What messages may hold, as a protocol buffer; null for no check."
  type        = string
  default     = null
}
