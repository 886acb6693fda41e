import type { App } from '../app.ts'
import type { Image } from '../config/cluster.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { amiFamily } from '../tables/ami-families.ts'
import { instanceClass, representativeType } from '../tables/instances.ts'

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
  throw new EksxError('ImageNotFound', `image ${id} (${wish.path}.ami) does not exist in ${app.regionName}, or is not shared with this account`, {
    exitCode: exitCodes.refused,
    hint: `leave ${wish.path}.ami out to take the newest of ${wish.family}`,
  })
}

async function newest(app: App, wish: ImageWish, kubernetes: string): Promise<string> {
  const family = amiFamily(wish.family)
  const path = family?.imageParameter(kubernetes, instanceClass(representativeType(wish.types, undefined)))
  const id = path === undefined ? undefined : await app.images.parameter(path)
  if (id !== undefined) return id
  throw new EksxError('ImageNotFound', `AWS publishes no ${wish.family} image for Kubernetes ${kubernetes} and ${wish.types.join(', ')} in ${app.regionName}${path === undefined ? '' : ` (${path})`}`, {
    exitCode: exitCodes.refused,
    hint: `state ${wish.path}.ami, or another family or version`,
  })
}
