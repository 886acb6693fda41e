import { eksSlot, type ClusterRecord } from '#sandbox/services/eks/state.ts'
import type { SandboxState } from '#sandbox/state.ts'
import { inLab, type Lab } from '../bad-input/lab.ts'

/** A region of a sandbox, as it was when somebody stopped: what each cell begins with. */
export type Standing = SandboxState

/** Runs lines on a fresh sandbox and keeps what they have made. */
export async function standing(lines: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Standing> {
  let state: Standing | undefined
  await inLab({ files, sandbox: { durations: 0 } }, async (lab) => {
    for (const line of lines) {
      const { exitCode, stderr } = await lab.run(line)
      if (exitCode !== 0) throw new Error(`${line} ended with ${exitCode}: ${stderr}`)
    }
    state = JSON.parse(await lab.sandbox.state()) as Standing
  })
  if (state === undefined) throw new Error('a lab that ran has a state')
  return state
}

/** A lab that goes on from a state of its own. */
export const inCell = (state: Standing, files: Readonly<Record<string, string>>, work: (lab: Lab) => Promise<void>): Promise<void> =>
  inLab({ files, sandbox: { durations: 0, state: structuredClone(state) } }, work)

/** The cluster `dev` as the sandbox keeps it, to be put into a state by hand: nothing moves it on from there. */
export function recordOf({ sandbox }: Lab): ClusterRecord {
  const record = sandbox.account.call('us-west-2').state(eksSlot).clusters['dev']
  if (record === undefined) throw new Error('the cluster dev is there')
  return record
}

/** The writes that a line has sent and AWS has not refused. */
export const writesSince = ({ sandbox }: Lab, known: number): string[] =>
  sandbox.requests.slice(known).flatMap(({ mutating, status, operation }) => (mutating && status > 0 && status < 400 ? [operation] : []))
