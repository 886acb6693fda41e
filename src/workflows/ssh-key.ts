import type { ImportedKey } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'

/** A public key that must be in EC2 before nodes can wear it. Its name holds its fingerprint: a pair of that name is this key. */
export function importedKeyStep(nodegroup: string, { name, publicKey }: ImportedKey, fresh: boolean, after: readonly Step[]): Step {
  let first = fresh
  return {
    name: `SSH key of ${nodegroup}`,
    after,
    usual: 1_000,
    look: async (app) => {
      const unborn = first
      first = false
      const found = unborn ? undefined : await app.machines.keyFingerprint(name)
      return found === undefined ? { so: false, change: { kind: 'create', why: [{ path: name }] } } : { so: true }
    },
    act: (_change, app, run) => app.machines.importKey(name, publicKey, run.signal),
  }
}
