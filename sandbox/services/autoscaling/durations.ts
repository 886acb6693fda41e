/** How long Auto Scaling takes, in milliseconds, by kind. */
export const autoscalingDurations = {
  /** From the wish to the request for an instance. */
  'autoscaling:launch': 6000,
  /** From the last instance's end to the group's. */
  'autoscaling:group:delete': 8000,
} as const
