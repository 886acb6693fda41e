/** A key that people still write where it does not belong (any more), and what to write instead. */
interface RetiredKey {
  /** The sections it is found in, as paths with `[]` for list items. */
  readonly in: readonly string[]
  readonly key: string
  readonly instead: string
}

const nodegroups = ['nodeGroups[]', 'managedNodeGroups[]']

const retiredKeys: readonly RetiredKey[] = [
  { in: [''], key: 'git', instead: 'the Git settings of old are gone; write gitops.flux with gitProvider and flags' },
  {
    in: ['gitops'],
    key: 'bootstrapProfile',
    instead: 'bootstrap profiles are gone; put the manifests into the repository that gitops.flux names',
  },
  { in: [''], key: 'status', instead: 'status is what the tool finds; leave it out' },
  { in: ['kubernetesNetworkConfig'], key: 'serviceIPv4Cidr', instead: 'write serviceIPv4CIDR' },
  { in: nodegroups, key: 'allowSSH', instead: 'write ssh: {allow: true}' },
  { in: nodegroups, key: 'sshPublicKeyPath', instead: 'write ssh: {publicKeyPath: …}' },
  { in: nodegroups, key: 'sshPublicKeyName', instead: 'write ssh: {publicKeyName: …}' },
  { in: nodegroups, key: 'sshPublicKey', instead: 'write ssh: {publicKey: …}' },
  { in: nodegroups, key: 'nodes', instead: 'write desiredCapacity' },
  { in: nodegroups, key: 'policyARNs', instead: 'write iam: {attachPolicyARNs: […]}' },
  { in: nodegroups, key: 'version', instead: "nodes run the cluster's version (metadata.version)" },
  { in: ['managedNodeGroups[]'], key: 'capacityType', instead: 'write spot: true' },
  { in: ['managedNodeGroups[]'], key: 'instancesDistribution', instead: 'write instanceTypes: […] and, for spot instances, spot: true' },
  {
    in: ['nodeGroups[]'],
    key: 'capacityType',
    instead:
      'write instancesDistribution: {instanceTypes: […], onDemandPercentageAboveBaseCapacity: 0}, or move the group to managedNodeGroups with spot: true',
  },
  {
    in: ['nodeGroups[]'],
    key: 'spot',
    instead:
      'write instancesDistribution: {instanceTypes: […], onDemandPercentageAboveBaseCapacity: 0}, or move the group to managedNodeGroups',
  },
  { in: ['nodeGroups[]'], key: 'instanceTypes', instead: 'write instancesDistribution: {instanceTypes: […]}' },
]

/** What to write in place of a key of old; undefined where the key never was one. */
export function insteadOf(section: string, key: string): string | undefined {
  return retiredKeys.find((retired) => retired.in.includes(section) && retired.key.toLowerCase() === key.toLowerCase())?.instead
}
