import { bool, oneOf, slice, string } from '../flags.ts'
import type { FileRules } from './conflicts.ts'
import { awsFlags, clusterFlags, configFlags, namedClusterFlags, regionFlags, timeoutFlags } from './groups.ts'

/** Of commands that print JSON unless told otherwise. */
const jsonFirst = { output: oneOf(['json', 'yaml', 'table'], { char: 'o', summary: 'form of the answer', default: 'json' }) }

const reading = { ...regionFlags, ...timeoutFlags(), ...jsonFirst, ...awsFlags }

/** With a file, cluster and region are the file's; `--name` is that of something else. */
export const describedFile: FileRules = { without: ['cluster', 'region'] }

/** Flags of utils describe-cluster-versions. */
export const clusterVersionsFlags = {
  'cluster-versions': slice({ summary: 'only these Kubernetes versions', value: '1.33,1.34' }),
  'include-all': bool({ summary: 'those that are no longer supported too' }),
  'default-only': bool({ summary: 'only the default' }),
  status: oneOf(['STANDARD_SUPPORT', 'EXTENDED_SUPPORT'], { summary: 'only versions in this support' }),
  'cluster-types': oneOf(['eks', 'eks-local-outposts'], { summary: 'versions for clusters in the region, or for local ones on Outposts' }),
  cluster: string({ char: 'c', summary: 'no effect: what there is does not depend on a cluster', hidden: true }),
  ...configFlags,
  ...reading,
}

/** Flags of utils describe-addon-versions. */
export const addonVersionsFlags = {
  ...clusterFlags,
  name: string({ summary: 'only this add-on' }),
  'kubernetes-version': string({ summary: "versions that fit this one, in place of the cluster's", value: '1.34' }),
  types: slice({ summary: 'only add-ons of these types, such as networking or storage' }),
  owners: slice({ summary: 'only add-ons of these owners: aws, aws-marketplace, community' }),
  publishers: slice({ summary: 'only add-ons of these publishers, such as eks' }),
  ...configFlags,
  ...reading,
}

/** Flags of utils describe-addon-configuration. */
export const addonConfigurationFlags = {
  name: string({ summary: 'name of the add-on' }),
  version: string({ summary: 'version of the add-on' }),
  ...reading,
}

/** Flags of utils nodegroup-health. */
export const nodegroupHealthFlags = {
  ...clusterFlags,
  name: string({ char: 'n', summary: 'name of the nodegroup' }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(),
  output: oneOf(['table', 'json', 'yaml'], { char: 'o', summary: 'form of the answer', default: 'table' }),
  ...awsFlags,
}

/** Flags of utils describe-stacks. */
export const describeStacksFlags = {
  ...namedClusterFlags,
  all: bool({ summary: 'those deleted within 90 days too' }),
  events: bool({ summary: 'what happened to each, and to its resources' }),
  'resource-status': slice({ summary: 'only events of resources in these statuses', value: 'CREATE_FAILED,…' }),
  trail: bool({ summary: 'the calls that CloudTrail has seen about each; they appear there minutes late' }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(),
  output: oneOf(['table', 'json', 'yaml'], { char: 'o', summary: 'form of the answer', default: 'table' }),
  ...awsFlags,
}
