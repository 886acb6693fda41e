// Writes src/tables/instances.generated.ts. Takes the path of a JSON file with the type lists `all`, `arm64`, `efa`, `capacityBlock` and `instanceStorage`,
// and the maps `nvidia` and `neuron` from type to device; all of it comes from EC2's DescribeInstanceTypes.
import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'

const source = z.object({
  all: z.array(z.string()),
  arm64: z.array(z.string()),
  efa: z.array(z.string()),
  capacityBlock: z.array(z.string()),
  instanceStorage: z.array(z.string()),
  nvidia: z.record(z.string(), z.string()),
  neuron: z.record(z.string(), z.string()),
})

const path = process.argv[2]
if (!path) throw new Error('usage: node scripts/generate-instances.ts FILE.json')
const given = source.parse(JSON.parse(readFileSync(path, 'utf8')))

const sizes = new Map<string, string[]>()
for (const type of given.all) {
  const [family = '', size = ''] = type.split('.')
  sizes.set(family, [...(sizes.get(family) ?? []), size])
}

/** A trait that all sizes of a family share; one that only some have would be lost, so it is refused. */
function shared(family: string, has: (type: string) => boolean): boolean {
  const types = (sizes.get(family) ?? []).map((size) => `${family}.${size}`)
  const having = types.filter(has).length
  if (having !== 0 && having !== types.length) throw new Error(`only some sizes of ${family} have it`)
  return having > 0
}

const some = (family: string, list: readonly string[]) =>
  (sizes.get(family) ?? []).filter((size) => list.includes(`${family}.${size}`)).join(' ')

const rows = [...sizes].map(([family, list]) => {
  const device = (devices: Record<string, string>) =>
    shared(family, (type) => type in devices) ? devices[`${family}.${list[0]}`] : undefined
  const row = {
    sizes: list.join(' '),
    arm64: shared(family, (type) => given.arm64.includes(type)) || undefined,
    nvidia: device(given.nvidia),
    neuron: device(given.neuron),
    storage: shared(family, (type) => given.instanceStorage.includes(type)) || undefined,
    efa: some(family, given.efa) || undefined,
    capacityBlock: some(family, given.capacityBlock) || undefined,
  }
  return `  '${family}': ${JSON.stringify(row)},\n`
})

writeFileSync(
  new URL('../src/tables/instances.generated.ts', import.meta.url),
  `// Written by scripts/generate-instances.ts. Run it again instead of editing.
import type { InstanceFamily } from './instances.ts'

export const instanceFamilies: Readonly<Record<string, InstanceFamily>> = {
${rows.join('')}}
`,
)
