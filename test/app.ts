import type { App } from '#src/app.ts'
import { realApp } from '#src/real-app.ts'
import type { TestSandbox } from './sandbox.ts'

/** The real ports on a sandbox, without a command around them. The SDK takes its keys from this process's environment, which is as it was afterwards. */
export async function onSandbox<T>(
  sandbox: Pick<TestSandbox, 'env' | 'clock'>,
  region: string,
  work: (app: App) => Promise<T>,
): Promise<T> {
  const before = { ...process.env }
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, sandbox.env(region))
  const silent = { answer: () => undefined, talk: () => undefined, live: false, colour: false, width: 80 }
  try {
    return await work(await realApp({ clock: sandbox.clock, terminal: silent, env: process.env, region }))
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}
