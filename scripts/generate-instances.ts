// Writes src/tables/instances.generated.ts. Takes the path of a JSON file with the type lists `all`, `arm64`, `efa`, `capacityBlock` and `instanceStorage`,
// and the maps `nvidia` and `neuron` from type to device; all of it comes from EC2's DescribeInstanceTypes.
import { readFileSync, writeFileSync } from 'node:fs'

interface Source {
  all: string[]
  arm64: string[]
  efa: string[]
  capacityBlock: string[]
  instanceStorage: string[]
  nvidia: Record<string, string>
  neuron: Record<string, string>
}

const path = process.argv[2]
if (!path) throw new Error('usage: node scripts/generate-instances.ts FILE.json')
const source = JSON.parse(readFileSync(path, 'utf8')) as Source

const sizes = new Map<string, string[]>()
for (const type of source.all) {
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
    arm64: shared(family, (type) => source.arm64.includes(type)) || undefined,
    nvidia: device(source.nvidia),
    neuron: device(source.neuron),
    storage: shared(family, (type) => source.instanceStorage.includes(type)) || undefined,
    efa: some(family, source.efa) || undefined,
    capacityBlock: some(family, source.capacityBlock) || undefined,
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
