/** A set of regions that shares accounts, ARNs and DNS names with no other. */
export interface Partition {
  /** The second part of its ARNs. */
  readonly name: string
  /** What the names of its API endpoints end in. */
  readonly dnsSuffix: string
  /** The service principal that EC2 instances take a role with. */
  readonly ec2Principal: string
  readonly regions: readonly string[]
}

const aws: Partition = {
  name: 'aws',
  dnsSuffix: 'amazonaws.com',
  ec2Principal: 'ec2.amazonaws.com',
  regions: [
    'us-west-1',
    'us-west-2',
    'us-east-1',
    'us-east-2',
    'ca-central-1',
    'ca-west-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-north-1',
    'eu-central-1',
    'eu-central-2',
    'eu-south-1',
    'eu-south-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ap-south-1',
    'ap-south-2',
    'ap-east-1',
    'ap-east-2',
    'me-central-1',
    'me-south-1',
    'sa-east-1',
    'af-south-1',
    'il-central-1',
    'mx-central-1',
  ],
}

/** Every partition that has EKS; the first one stands for regions that no table knows. */
export const partitions: readonly Partition[] = [
  aws,
  { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com', ec2Principal: 'ec2.amazonaws.com', regions: ['us-gov-west-1', 'us-gov-east-1'] },
  { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', ec2Principal: 'ec2.amazonaws.com.cn', regions: ['cn-north-1', 'cn-northwest-1'] },
  { name: 'aws-iso', dnsSuffix: 'c2s.ic.gov', ec2Principal: 'ec2.c2s.ic.gov', regions: ['us-iso-east-1', 'us-iso-west-1'] },
  { name: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov', ec2Principal: 'ec2.sc2s.sgov.gov', regions: ['us-isob-east-1', 'us-isob-west-1'] },
  { name: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk', ec2Principal: 'ec2.amazonaws.com', regions: ['eu-isoe-west-1'] },
  { name: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov', ec2Principal: 'ec2.amazonaws.com', regions: ['us-isof-south-1', 'us-isof-east-1'] },
]

/** Every region that EKS clusters can be made in. */
export const regions: readonly string[] = partitions.flatMap((partition) => partition.regions)

/** The partition of a region; `aws` for one that no table knows. */
export function partitionOf(region: string): Partition {
  return partitions.find((partition) => partition.regions.includes(region)) ?? aws
}

/** Zones, by id, in which EKS puts no control plane. */
export const zonesWithoutEks: Readonly<Record<string, string>> = {
  'us-east-1': 'use1-az3',
  'us-west-1': 'usw1-az2',
  'ca-central-1': 'cac1-az3',
}

/** Regions in which the metrics-server add-on does not exist. */
export const regionsWithoutMetricsServer: readonly string[] = [
  'cn-northwest-1',
  'cn-north-1',
  'us-iso-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'us-isof-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
]
