variable "delivery" {
  description = "How messages are delivered, repeated and given up."
  type = object({
    ack_deadline_s                  = number
    dead_letter_subscription_suffix = string
    dead_letter_topic_suffix        = string
    max_delivery_attempts           = number
    retry_max_s                     = number
    retry_min_s                     = number
  })
}

variable "kms_key_name" {
  description = "Key that dead letters are encrypted with."
  type        = string
  default     = null
}

variable "name" {
  description = "Name of the subscription."
  type        = string
}

variable "ordered" {
  description = "Whether messages of one ordering key come in order."
  type        = bool
  default     = false
}

variable "project_id" {
  description = "Project of the subscription; the topic may lie in another one."
  type        = string
}

variable "pubsub_agent" {
  description = "The project's own Pub/Sub account, as a member: it moves dead letters."
  type        = string
}

variable "pullers" {
  description = "Members who may pull, by a name of their own."
  type        = map(string)
  default     = {}
}

variable "push" {
  description = "Where messages are pushed to, and as whom; null to have them pulled."
  type = object({
    audience              = string
    endpoint              = string
    service_account_email = string
  })
  default = null
}

variable "regions" {
  description = "Regions in which dead letters may be stored and handled on the way."
  type        = list(string)
}

variable "topic" {
  description = "Full name of the topic."
  type        = string
}
