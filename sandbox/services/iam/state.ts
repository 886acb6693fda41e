import type { Call, Slot } from '../../service.ts'

export interface Tag {
  Key: string
  Value: string
}

/** What policies hang on: roles and users. */
export interface Bearer {
  Path: string
  Arn: string
  /** ISO 8601. */
  CreateDate: string
  PermissionsBoundary?: { PermissionsBoundaryType: 'Policy'; PermissionsBoundaryArn: string }
  Tags: Tag[]
  /** ARNs, in the order they were attached. */
  attached: string[]
  /** Documents by name. */
  inline: Record<string, string>
}

export interface RoleRecord extends Bearer {
  RoleName: string
  RoleId: string
  AssumeRolePolicyDocument: string
  Description?: string
  MaxSessionDuration: number
}

export interface UserRecord extends Bearer {
  UserName: string
  UserId: string
  accessKeys: { AccessKeyId: string; Status: 'Active' | 'Inactive'; CreateDate: string }[]
}

export interface PolicyRecord {
  PolicyName: string
  PolicyId: string
  Arn: string
  Path: string
  DefaultVersionId: string
  Description?: string
  CreateDate: string
  UpdateDate: string
  Tags: Tag[]
  nextVersion: number
  versions: { VersionId: string; Document: string; CreateDate: string }[]
}

export interface InstanceProfileRecord {
  InstanceProfileName: string
  InstanceProfileId: string
  Path: string
  Arn: string
  CreateDate: string
  Tags: Tag[]
  /** At most one role, by name. */
  roles: string[]
}

export interface OidcProviderRecord {
  Arn: string
  /** Without the scheme. */
  Url: string
  ClientIDList: string[]
  ThumbprintList: string[]
  CreateDate: string
  Tags: Tag[]
}

export interface IamState {
  readonly roles: Record<string, RoleRecord>
  readonly users: Record<string, UserRecord>
  /** Customer managed policies by ARN; AWS's own are in a table. */
  readonly policies: Record<string, PolicyRecord>
  readonly instanceProfiles: Record<string, InstanceProfileRecord>
  readonly oidcProviders: Record<string, OidcProviderRecord>
}

/** IAM's memory: one for the account. */
export const iamSlot: Slot<IamState> = {
  name: 'iam',
  scope: 'account',
  initial: () => ({ roles: {}, users: {}, policies: {}, instanceProfiles: {}, oidcProviders: {} }),
}

/** The moment as IAM writes it down. */
export const nowText = (call: Call): string => new Date(call.account.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')

/** An IAM ARN of the account: `role/path/name`. */
export const iamArn = (call: Call, kind: string, path: string, name: string): string =>
  `arn:${call.account.partitionOf(call.region)}:iam::${call.account.id}:${kind}${path}${name}`

/** A unique id as IAM gives it: `AROA` and 17 characters. */
export const uniqueId = (call: Call, prefix: string): string => `${prefix}${call.account.ids.upper(17)}`
