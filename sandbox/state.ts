import type { AccountState, SandboxAccount } from './account.ts'
import type { Credential } from './credentials.ts'
import type { SeenFault } from './faults.ts'
import type { KubernetesState } from './kubernetes/server.ts'
import type { World } from './service.ts'
import { served, serviceIds } from './services.ts'
import { dumpKubernetes, resumeKubernetes } from './services/eks/control-plane.ts'

/** Counts up when an older sandbox's state can't be gone on from. */
const stateVersion = 1

/** All that a sandbox holds, as plain data. */
export interface SandboxState {
  readonly version: typeof stateVersion
  /** Of its own time, ms since 1970. */
  readonly time: number
  readonly seed: number
  /** How many numbers have been drawn for ids. */
  readonly ids: number
  readonly port: number
  readonly credentials: readonly Credential[]
  readonly faults: readonly SeenFault[]
  /** Where it is not the usual one. */
  readonly world?: World
  readonly account: AccountState
  /** The API servers by region and name of the cluster. */
  readonly kubernetes: Readonly<Record<string, KubernetesState>>
}

/** What an account holds now, with what its sandbox says of itself; shared with the account, so to be written down at once. */
export const stateOf = (account: SandboxAccount, own: Omit<SandboxState, 'version' | 'account' | 'kubernetes'>): SandboxState => ({
  version: stateVersion,
  ...own,
  account: account.dump(),
  kubernetes: dumpKubernetes(account),
})

/** Reads what `Sandbox.state` gave; undefined where the text is none of that, or of another version. */
export function readState(text: string): SandboxState | undefined {
  try {
    const state: SandboxState | null = JSON.parse(text)
    return state?.version === stateVersion && typeof state.time === 'number' ? state : undefined
  } catch {
    return undefined
  }
}

/** Sets an account going again: API servers, what services had under way, and what was due. */
export async function resume(account: SandboxAccount, state: SandboxState): Promise<void> {
  // Tasks are known once their service is loaded.
  const services = await Promise.all(serviceIds.map(served))
  await resumeKubernetes(account, state.kubernetes)
  const regions = new Set(Object.keys(state.account.memory).flatMap((key) => key.split('@')[1] ?? []))
  for (const region of regions) for (const one of services) await one?.service.resume?.(account.call(region))
  account.resume()
}
