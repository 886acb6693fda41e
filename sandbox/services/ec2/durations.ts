/** How long EC2 takes, in milliseconds, by kind. */
export const ec2Durations = {
  'ec2:nat-gateway:create': 95_000,
  'ec2:nat-gateway:delete': 45_000,
  'ec2:vpc-endpoint:create': 50_000,
  'ec2:vpc-endpoint:delete': 30_000,
  'ec2:instance:run': 12_000,
  'ec2:instance:status': 120_000,
  'ec2:instance:terminate': 35_000,
} as const
