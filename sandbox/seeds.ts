import type { SandboxAccount } from './account.ts'
import { served, serviceIds } from './services.ts'

/** Puts a seed of the world into the account, each service taking what is its own; a `fail:` seed sets a fault instead. */
export async function applySeed(account: SandboxAccount, name: string): Promise<void> {
  const [kind, stack, logicalId] = name.split(':')
  if (kind === 'fail' && stack) {
    account.faults.set({ effect: { kind: 'resource', stack, ...(logicalId !== undefined && { logicalId }) } })
    return
  }
  const seed = account.world.seeds?.[name]
  if (!seed) throw new RangeError(`the world has no seed ${name}`)
  for (const id of serviceIds) {
    const found = await served(id)
    for (const [place, things] of Object.entries(seed))
      if (typeof things === 'object' && things !== null && (place === 'iam') === (id === 'iam'))
        await found?.service.seed?.(account.call(place === 'iam' ? 'us-east-1' : place), { ...things })
  }
}
