import type { Call } from '../../service.ts'

/** Whether other services know of something of IAM that was made then: IAM takes a while to spread the news where a fault says so. */
export function isSpread(call: Call, made: Date | string | undefined): boolean {
  const age = made === undefined ? undefined : call.account.clock.now() - new Date(made).getTime()
  // What an account brings along may bear a date that its clock has not reached: it was there from the start.
  return age === undefined || age < 0 || age >= call.account.faults.iamDelay()
}
