import { randomBytes } from 'node:crypto'
import type { Principal, Slot } from './service.ts'

/** A key that the sandbox knows, and whom it stands for. */
export interface Credential {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly principal: Principal
  /** ms since 1970, of the sandbox's time; only session credentials end. */
  readonly expires?: number
}

/** Every key of the account by its id: those it starts with, and those that IAM and STS have made since. */
export const credentialSlot: Slot<Record<string, Credential>> = { name: 'credentials', scope: 'account', initial: () => ({}) }

/** The key of the user who owns the sandbox and may do everything. */
const ownerKey = { accessKeyId: 'AKIASANDBOXOWNER0001', secretAccessKey: 'sandbox/owner/secret/not/a/real/key/0001' } as const
/** The key of a user `guest` whom no policy allows anything. */
export const guestKey = { accessKeyId: 'AKIASANDBOXGUEST0001', secretAccessKey: 'sandbox/guest/secret/not/a/real/key/0001' } as const

/** The keys that a sandbox knows unless it is told others: its owner, and a guest without rights. */
export function defaultCredentials(owner: Principal, partition: string): Credential[] {
  const guest: Principal = {
    arn: `arn:${partition}:iam::${owner.accountId}:user/guest`,
    accountId: owner.accountId,
    userId: 'AIDASANDBOXGUEST0001',
  }
  return [
    { ...ownerKey, principal: owner },
    { ...guestKey, principal: guest },
  ]
}

/** The same with keys that nobody can know: for a sandbox that is served to other processes. */
export function freshCredentials(owner: Principal, partition: string): Credential[] {
  return defaultCredentials(owner, partition).map((credential) => ({ ...credential, secretAccessKey: randomBytes(30).toString('base64') }))
}
