import type { Call } from '#sandbox/service.ts'
import { ec2State } from './state.ts'

/** AWS's limits for an account in a region, before anybody asked for more. Source: the service quotas pages of VPC and EC2. */
const defaults = {
  vpcs: 5,
  'subnets-per-vpc': 200,
  'internet-gateways': 5,
  'nat-gateways-per-zone': 5,
  'elastic-ips': 5,
  'route-tables-per-vpc': 200,
  'routes-per-table': 500,
  'security-groups': 2500,
  'rules-per-security-group': 60,
  'security-groups-per-interface': 5,
  'network-interfaces': 5000,
  'gateway-endpoints': 20,
  'interface-endpoints-per-vpc': 50,
  'launch-templates': 5000,
  'launch-template-versions': 10_000,
  'key-pairs': 5000,
  'tags-per-resource': 50,
  'standard-vcpus': 1152,
} as const

type Quota = keyof typeof defaults

/** The limit that holds for this account in this region. */
export const quota = (call: Call, name: Quota): number => ec2State(call).quotas[name] ?? defaults[name]
