import type { App } from '../app.ts'
import { EksxError } from '../errors.ts'
import type { Run } from '../plan/step.ts'

/** Reads until `over` says it is; a pause grows from half a second to `longest` (ms). The run's signal ends it. */
export async function until<T>(app: App, run: Run, read: () => Promise<T>, over: (seen: T) => boolean, longest = 6_000): Promise<T> {
  for (let pause = 500; ; pause = Math.min(pause * 1.6, longest)) {
    const seen = await read()
    if (over(seen)) return seen
    await app.clock.sleep(pause, run.signal)
  }
}

/** An error for a thing that AWS says has failed, with its own words for it. */
export const failedThing = (
  code: string,
  what: string,
  status: string,
  issues: readonly { readonly code: string; readonly message: string }[],
  hint: string,
): EksxError =>
  new EksxError(
    code,
    `${what} is ${status}${issues.length === 0 ? '' : `: ${issues.map((issue) => `${issue.code}: ${issue.message}`).join('; ')}`}`,
    { hint },
  )
