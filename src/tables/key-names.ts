/** The name that a nodegroup's public key is imported under; the fingerprint is EC2's, without padding. */
export const importedKeyName = (cluster: string, nodegroup: string, fingerprint: string): string =>
  `${keyPrefix(cluster)}nodegroup-${nodegroup}-${fingerprint}`

/** What the names of all keys imported for a cluster begin with; a neighbour's may begin so too. */
export const keyPrefix = (cluster: string): string => `eksctl-${cluster}-`

/** Whether a key pair is one that was imported for a nodegroup of this cluster: its name holds its own fingerprint, after nothing but the nodegroup's name. */
export function isImportedKey(
  cluster: string,
  nodegroups: readonly string[],
  { name, fingerprint }: { readonly name: string; readonly fingerprint: string },
): boolean {
  const plain = fingerprint.replace(/=+$/, '')
  return nodegroups.some((nodegroup) => name === importedKeyName(cluster, nodegroup, plain))
}
