import { onTestFinished } from 'vitest'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '#sandbox/sandbox.ts'

/** A sandbox for a test, on a clock that jumps over waiting; strict, so that our own typos are refused. It ends with the test. */
export interface TestSandbox extends Sandbox {
  readonly clock: DrivenClock
  /** What an SDK client of the tests is made with: no retries, the sandbox's keys, its address. */
  client(region?: string): {
    readonly region: string
    readonly endpoint: string
    readonly maxAttempts: number
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
}

/** Starts one. Pass `ends` where it lives longer than one test. */
export async function testSandbox(
  options: SandboxOptions & { readonly start?: number } = {},
  ends: (close: () => Promise<void>) => void = onTestFinished,
): Promise<TestSandbox> {
  const clock = new DrivenClock(options.start)
  const sandbox = await startSandbox({ strict: true, ...options, clock })
  ends(async () => {
    await sandbox.close()
    clock.close()
  })
  const client = (region = 'us-west-2') => {
    const [credential] = sandbox.credentials
    const { accessKeyId = '', secretAccessKey = '' } = credential ?? {}
    return { region, endpoint: sandbox.url, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey } }
  }
  return { ...sandbox, clock, client }
}
