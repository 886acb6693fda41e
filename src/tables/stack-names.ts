import { createHash } from 'node:crypto'

/** The names of a cluster's stacks. A name tells where to look; whose a stack is, its tags tell. */
export const clusterStackName = (cluster: string): string => `eksctl-${cluster}-cluster`
export const nodegroupStackName = (cluster: string, nodegroup: string): string => `eksctl-${cluster}-nodegroup-${nodegroup}`
export const fargateStackName = (cluster: string): string => `eksctl-${cluster}-fargate`
export const autoModeRoleStackName = (cluster: string): string => `eksctl-${cluster}-auto-mode-role`
export const serviceAccountStackName = (cluster: string, namespace: string, name: string): string =>
  `eksctl-${cluster}-addon-iamserviceaccount-${namespace}-${name}`
export const podIdentityStackName = (cluster: string, namespace: string, serviceAccount: string): string =>
  `eksctl-${cluster}-podidentityrole-${namespace}-${serviceAccount}`
export const addonRoleStackName = (cluster: string, addon: string): string => `eksctl-${cluster}-addon-${addon}`
export const addonPodRoleStackName = (cluster: string, addon: string, serviceAccount: string): string =>
  `eksctl-${cluster}-addon-${addon}-podidentityrole-${serviceAccount}`
export const accessEntryStackName = (cluster: string, principal: string): string => `eksctl-${cluster}-accessentry-${nameHash(principal)}`
export const karpenterStackName = (cluster: string): string => `eksctl-${cluster}-karpenter`
export const capabilityStackName = (cluster: string, name: string): string => `eksctl-${cluster}-capability-${nameHash(name)}`
export const capabilityRoleStackName = (cluster: string, name: string): string => `eksctl-${cluster}-capability-role-${nameHash(name)}`

/** A text of any length as 32 characters that a stack name may hold: SHA-1 in base32 without padding. */
function nameHash(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...createHash('sha1').update(text).digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (
    bits
      .match(/.{5}/g)
      ?.map((five) => alphabet[Number.parseInt(five, 2)])
      .join('') ?? ''
  )
}
