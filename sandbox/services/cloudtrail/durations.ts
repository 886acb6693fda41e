/** How long CloudTrail takes, in milliseconds, by kind. */
export const cloudtrailDurations = {
  /** From a call to its event; AWS says about five minutes on average. */
  'cloudtrail:event': 300_000,
} as const
