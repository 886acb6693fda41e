import { instanceFamilies } from './instances.generated.ts'

/** What the sizes of an instance family share. Sizes are words in one text. */
export interface InstanceFamily {
  readonly sizes: string
  readonly arm64?: true
  /** The NVIDIA device. */
  readonly nvidia?: string
  /** The device that the Neuron driver runs: Inferentia, Trainium. */
  readonly neuron?: string
  /** Has disks of its own. */
  readonly storage?: true
  /** The sizes with an Elastic Fabric Adapter. */
  readonly efa?: string
  /** The sizes sold in capacity blocks. */
  readonly capacityBlock?: string
}

export type Architecture = 'x86_64' | 'arm64'
export type Accelerator = 'nvidia' | 'neuron'

/** What decides a node's image. A type that EC2 added since counts as plain x86. */
export interface InstanceClass {
  readonly arch: Architecture
  readonly accelerator: Accelerator | undefined
}

function familyOf(type: string): { family: InstanceFamily; size: string } | undefined {
  const [name = '', size = ''] = type.split('.')
  const family = Object.hasOwn(instanceFamilies, name) ? instanceFamilies[name] : undefined
  return family && has(family.sizes, size) ? { family, size } : undefined
}

const has = (words: string | undefined, word: string) => words?.split(' ').includes(word) ?? false

/** Whether the table knows the type. */
export const isKnownInstanceType = (type: string): boolean => familyOf(type) !== undefined

/** Every type the table knows. */
export const knownInstanceTypes = (): string[] =>
  Object.entries(instanceFamilies).flatMap(([name, { sizes }]) => sizes.split(' ').map((size) => `${name}.${size}`))

export function instanceClass(type: string): InstanceClass {
  const family = familyOf(type)?.family
  return { arch: family?.arm64 ? 'arm64' : 'x86_64', accelerator: family?.nvidia ? 'nvidia' : family?.neuron ? 'neuron' : undefined }
}

/** The NVIDIA or Neuron device of a type: `T4`, `Inferentia2`. */
export function acceleratorOf(type: string): string | undefined {
  const family = familyOf(type)?.family
  return family?.nvidia ?? family?.neuron
}

export function supportsEfa(type: string): boolean {
  const found = familyOf(type)
  return found !== undefined && has(found.family.efa, found.size)
}

export function supportsCapacityBlocks(type: string): boolean {
  const found = familyOf(type)
  return found !== undefined && has(found.family.capacityBlock, found.size)
}

export const hasInstanceStorage = (type: string): boolean => familyOf(type)?.family.storage ?? false

/** The type that stands for a nodegroup with several: the first with an accelerator, else the first. */
export function representativeType(types: readonly string[] | undefined, type: string | undefined): string {
  if (types?.length) return types.find((one) => instanceClass(one).accelerator !== undefined) ?? types[0] ?? ''
  return type ?? ''
}
