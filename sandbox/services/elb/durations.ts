/** How long Elastic Load Balancing takes, in milliseconds, by kind; both generations. */
export const elbDurations = {
  /** From provisioning to active. */
  'elb:load-balancer:create': 120_000,
  /** How long its network interfaces outlive a deleted load balancer. */
  'elb:interfaces:delete': 25_000,
} as const
