import type { App } from '../app.ts'
import type { Image } from '../config/cluster.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { atLeast } from '../config/kubernetes-version.ts'
import { amiFamily, type AmiFamily } from '../tables/ami-families.ts'
import { eksAccount } from '../tables/eks-accounts.ts'
import { type InstanceClass, instanceClass, representativeType } from '../tables/instances.ts'

/** What decides a node's image. */
export interface ImageWish {
  readonly path: string
  readonly family: string
  readonly types: readonly string[]
  /** An id, or a word for "the newest". */
  readonly ami?: string | undefined
}

/** The image for a nodegroup: the one stated, else the newest that AWS publishes for its family, architecture and accelerator. */
export async function resolveImage(app: App, wish: ImageWish, kubernetes: string): Promise<Image> {
  const id = wish.ami?.startsWith('ami-') === true ? wish.ami : await newest(app, wish, kubernetes)
  const image = await app.images.find(id)
  if (image !== undefined) return image
  throw new EksxError(
    'ImageNotFound',
    `image ${id} (${wish.path}.ami) does not exist in ${app.regionName}, or is not shared with this account`,
    {
      exitCode: exitCodes.refused,
      hint: `leave ${wish.path}.ami out to take the newest of ${wish.family}`,
    },
  )
}

/** `auto` looks in EC2 alone, `auto-ssm` at the public parameter alone; nothing stated means the parameter, and EC2 where the family has none for the version. */
async function newest(app: App, wish: ImageWish, kubernetes: string): Promise<string> {
  const family = amiFamily(wish.family)
  const node = instanceClass(representativeType(wish.types, undefined))
  if (family === undefined || !['', 'auto', 'auto-ssm'].includes(wish.ami ?? '')) {
    throw noImage(`${wish.path}.ami is "${wish.ami}", which is no image`, wish.path)
  }
  const known = publishes(family, kubernetes)
  if (!known && (wish.ami === 'auto-ssm' || family.os === 'windows'))
    throw noImage(`AWS publishes no ${family.name} image for Kubernetes ${kubernetes}`, wish.path)
  const path = wish.ami === 'auto' || !known ? undefined : family.imageParameter(kubernetes, node)
  const id = path === undefined ? await lookedUp(app, family, kubernetes, node) : await app.images.parameter(path)
  if (id !== undefined) return id
  throw noImage(
    `AWS publishes no ${wish.family} image for Kubernetes ${kubernetes} and ${wish.types.join(', ')} in ${app.regionName}${path === undefined ? '' : ` (${path})`}`,
    wish.path,
  )
}

const noImage = (message: string, path: string): EksxError =>
  new EksxError('ImageNotFound', message, { exitCode: exitCodes.refused, hint: `state ${path}.ami, or another family or version` })

const publishes = ({ kubernetes: { from, to } = {} }: AmiFamily, version: string): boolean =>
  (from === undefined || atLeast(version, from)) && (to === undefined || atLeast(to, version))

/** The newest image in EC2 by its name's pattern; undefined where the family has none for such a node. */
async function lookedUp(app: App, { lookup }: AmiFamily, kubernetes: string, node: InstanceClass): Promise<string | undefined> {
  const pattern = lookup?.pattern(kubernetes, node)
  if (lookup === undefined || pattern === undefined) return undefined
  return app.images.newest(lookup.owner === 'eks' ? eksAccount(app.regionName) : lookup.owner, pattern)
}
