import { bool, type Given, slice, string } from '../flags.ts'
import { badFlag, cluster, conflict, type FileRules } from './conflicts.ts'
import { performFlags } from './global.ts'
import { approveFlags, awsFlags, clusterFlags, configFlags, namedClusterFlags, regionFlags, stackFlags, timeoutFlags } from './groups.ts'
import { serviceAccountFromFlags } from './identities.ts'
import { type Place, type StatedByFlags, Writer } from './stated.ts'

const joined = { ...clusterFlags, ...regionFlags, ...configFlags, ...timeoutFlags(), ...performFlags }

/** Flags of update iamserviceaccount. */
export const updateServiceAccountFlags = {
  ...joined,
  name: string({ summary: 'name of the service account' }),
  namespace: string({ summary: 'its namespace', default: 'default' }),
  'attach-policy-arn': slice({ summary: 'managed policies that its role has from now on, and no others' }),
  include: slice({ summary: 'only service accounts that match one of these globs on namespace/name' }),
  exclude: slice({ summary: 'no service account that matches one of these globs' }),
  ...approveFlags,
  ...stackFlags,
}

export const updateServiceAccountFile: FileRules = {
  without: cluster,
  only: ['include', 'exclude'],
  ignored: ['namespace', 'attach-policy-arn'],
}

/** One service account with what its role may do from now on, as flags state it. */
export function updatedServiceAccountFromFlags(given: Given<typeof updateServiceAccountFlags>, name: string, place: Place): StatedByFlags {
  if ((given['attach-policy-arn'] ?? []).length === 0) throw badFlag('--attach-policy-arn must be set')
  return serviceAccountFromFlags(given, name, place)
}

/** Flags of update podidentityassociation. */
export const updatePodIdentityFlags = {
  ...joined,
  name: namedClusterFlags.name,
  namespace: string({ summary: 'namespace of the service account' }),
  'service-account-name': string({ summary: 'its name' }),
  'role-arn': string({ summary: 'the role that its pods take', value: 'arn' }),
  'target-role-arn': string({ summary: 'role of another account that is taken on from the role', value: 'arn' }),
  'disable-session-tags': bool({ summary: 'leave out the session tags of EKS' }),
  'no-disable-session-tags': bool({ summary: 'put in the session tags of EKS again' }),
  policy: string({ summary: 'session policy (JSON); needs --disable-session-tags' }),
  ...awsFlags,
}

export const updatePodIdentityFile: FileRules = {
  without: [...cluster, 'namespace', 'service-account-name', 'role-arn', 'target-role-arn', 'disable-session-tags', 'policy'],
  ignored: ['no-disable-session-tags'],
}

/** One association with its role, as flags state it. */
export function updatedPodIdentityFromFlags(given: Given<typeof updatePodIdentityFlags>, place: Place): StatedByFlags {
  const [off, on] = [given['disable-session-tags'], given['no-disable-session-tags'] === true]
  if (off === true && on) throw conflict('--disable-session-tags', '--no-disable-session-tags')
  if (given.policy && off !== true) throw badFlag('--policy needs --disable-session-tags')
  const writer = new Writer(place, 'cluster')
  const at = 'iam.podIdentityAssociations[0]'
  writer.put(`${at}.namespace`, given.namespace, 'namespace')
  writer.put(`${at}.serviceAccountName`, given['service-account-name'], 'service-account-name')
  writer.put(`${at}.roleARN`, given['role-arn'], 'role-arn')
  writer.put(`${at}.targetRoleARN`, given['target-role-arn'], 'target-role-arn')
  writer.put(`${at}.disableSessionTags`, on ? false : off, on ? 'no-disable-session-tags' : 'disable-session-tags')
  writer.put(`${at}.policy`, given.policy, 'policy')
  return writer.stated()
}
