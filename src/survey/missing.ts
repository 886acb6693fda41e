import { EksxError, exitCodes } from '../errors.ts'

/** There is no such cluster, and where to look for it. */
export const clusterMissing = (name: string, region: string): EksxError =>
  new EksxError('ClusterNotFound', `no cluster "${name}" in ${region}`, {
    exitCode: exitCodes.notFound,
    hint: `see \`eksx get cluster --region ${region}\`, or with --all-regions`,
  })

/** There is no such nodegroup, and where to look for it. */
export const nodegroupMissing = (name: string, cluster: string, region: string): EksxError =>
  new EksxError('NodegroupNotFound', `no nodegroup "${name}" in cluster "${cluster}"`, {
    exitCode: exitCodes.notFound,
    hint: `see \`eksx get nodegroup --cluster ${cluster} --region ${region}\``,
  })

/** The cluster has no nodegroups at all. */
export const nodegroupsMissing = (cluster: string, region: string): EksxError =>
  new EksxError('NoNodegroups', `cluster "${cluster}" has no nodegroups`, {
    exitCode: exitCodes.notFound,
    hint: `add one with \`eksx create nodegroup --cluster ${cluster} --region ${region}\``,
  })

/** The parts of a cluster that `get` lists, by its word for them. */
const parts = {
  addon: { code: 'AddonNotFound', words: 'add-on' },
  accessentry: { code: 'AccessEntryNotFound', words: 'access entry' },
  capability: { code: 'CapabilityNotFound', words: 'capability' },
  fargateprofile: { code: 'FargateProfileNotFound', words: 'Fargate profile' },
  iamidentitymapping: { code: 'IdentityMappingNotFound', words: 'identity mapping' },
  iamserviceaccount: { code: 'ServiceAccountNotFound', words: 'IAM service account' },
  identityprovider: { code: 'IdentityProviderNotFound', words: 'identity provider' },
  podidentityassociation: { code: 'PodIdentityNotFound', words: 'pod identity association' },
} as const

/** A part of a cluster, by the word that `get` has for it. */
export type Part = keyof typeof parts

/** The cluster has no part of that name, and where to look for it. */
export const partMissing = (part: Part, name: string, cluster: string, region: string): EksxError =>
  new EksxError(parts[part].code, `no ${parts[part].words} "${name}" in cluster "${cluster}"`, {
    exitCode: exitCodes.notFound,
    hint: `see \`eksx get ${part} --cluster ${cluster} --region ${region}\``,
  })
