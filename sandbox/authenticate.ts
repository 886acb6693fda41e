import type { SandboxAccount } from './account.ts'
import { realClock } from '../src/clock.ts'
import { credentialSlot, type Credential } from './credentials.ts'
import type { Principal } from './service.ts'
import type { Dialect } from './wire/dialect.ts'
import type { WireRequest } from './wire/request.ts'
import { signedWith, type Signature } from './wire/signature.ts'

/** A signature's date may be this far off (ms): AWS's window. */
export const signatureWindow = 15 * 60_000

/**
 * Whether a time lies within `window` of the sandbox's time, of the machine's, or between the two. A client takes the sandbox's time
 * from its last answer; a program that has not been answered yet signs by the machine's. What lies between is some client's lag.
 */
export function isTimely(time: number, now: number, window = signatureWindow): boolean {
  const machine = realClock.now()
  return time >= Math.min(now, machine) - window && time <= Math.max(now, machine) + window
}

/** Who signed a request. Throws what AWS answers to one that is not signed rightly. */
export function authenticate(account: SandboxAccount, request: WireRequest, signature: Signature, dialect: Dialect): Principal {
  const credential: Credential | undefined = account.state(credentialSlot, signature.region)[signature.accessKeyId]
  if (!credential || !(signature.region in account.world.regions)) throw dialect.unknownKey
  if (credential.sessionToken !== signature.sessionToken) throw dialect.unknownKey
  if (credential.expires !== undefined && credential.expires <= account.clock.now()) throw dialect.expiredToken
  if (!signedWith(credential.secretAccessKey, signature, request)) throw dialect.wrongSignature('')
  const now = account.clock.now()
  if (
    !isTimely(signature.signedAt, now, signature.presigned ? Math.max(signatureWindow, (signature.expires ?? 0) * 1000) : signatureWindow)
  )
    throw dialect.wrongSignature(`Signature expired: ${signature.stamp} is not within 15 minutes of ${new Date(now).toISOString()}`)
  return credential.principal
}
