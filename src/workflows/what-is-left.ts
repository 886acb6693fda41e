import type { App } from '../app.ts'
import type { Remnant } from '../app/remains.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Sight, Step } from '../plan/step.ts'
import { type Departed, type Remaining, remaining } from '../survey/remains.ts'

/** How often what should be gone is looked for, and the time between; AWS's lists lag behind. Milliseconds. */
const looks = 4
const between = 10_000

/** The last look of a deletion: what stays on purpose is named, what should be gone and is not is a failure. Before the deletion there is nothing to tell. */
export function whatIsLeft(departed: Departed, after: readonly Step[]): Step {
  let looked = false

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    if (!looked) {
      looked = true
      return { so: true }
    }
    const found = await patiently(app, signal)
    if (found.ours.length > 0) return { blocked: remain(departed.name, found.ours) }
    const notes = [
      ...(found.kept.length === 0 ? [] : [`these stay: ${found.kept.map(told).join('; ')}`]),
      ...(found.unseen.length === 0 ? [] : [`not looked for, since AWS refused it: ${found.unseen.join(', ')}`]),
    ]
    return { so: true, ...(notes.length > 0 && { note: notes.join('; ') }) }
  }

  async function patiently(app: App, signal: AbortSignal): Promise<Remaining> {
    for (let left = looks - 1; ; left -= 1) {
      const found = await remaining(app, departed)
      if (found.ours.length === 0 || left === 0) return found
      await app.clock.sleep(between, signal)
    }
  }

  return { name: 'what is left', after, look, act: async () => undefined }
}

const remain = (cluster: string, ours: readonly Remnant[]): EksxError =>
  new EksxError('ResourcesRemain', `of cluster "${cluster}" there is still: ${ours.map(told).join('; ')}`, {
    exitCode: exitCodes.partial,
    hint: 'delete it by hand: what would have removed it is gone with the cluster',
  })

/** `volume vol-0a1b (8 GiB of claim data)` */
const told = ({ kind, id, about }: Remnant): string => `${kind} ${id}${about === undefined ? '' : ` (${about})`}`

/** What else is in a stack's network and may hold it: EKS's own interfaces and those of gateways go by themselves. */
export const holdersIn =
  (cluster: string, vpcId: string | undefined) =>
  async (app: App): Promise<readonly string[]> => {
    if (vpcId === undefined) return []
    const [interfaces, balancing] = await Promise.all([app.remains.interfaces(vpcId), app.remains.balancing(vpcId)])
    const others = interfaces.filter(
      ({ about = '' }) => !about.startsWith(`Amazon EKS ${cluster},`) && !about.startsWith('Interface for NAT Gateway'),
    )
    return [...balancing, ...others].map(told)
  }
