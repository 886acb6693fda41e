import { type Look, partsOf } from './part-list.ts'

/** A Fargate profile in a list, with eksctl's words. */
export interface ListedProfile {
  readonly name: string
  readonly podExecutionRoleARN: string
  readonly selectors: readonly { readonly namespace: string; readonly labels?: Readonly<Record<string, string>> | undefined }[]
  readonly subnets?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
  readonly status: string
}

/** The Fargate profiles of a cluster. What is not set is left out, as by eksctl. */
export async function listedProfiles(look: Look): Promise<ListedProfile[]> {
  const found = await partsOf('fargateprofile', look, look.app.fargate)
  return found.map(({ name, podExecutionRole, selectors, subnets = [], tags = {}, status }) => ({
    name,
    podExecutionRoleARN: podExecutionRole,
    selectors: selectors.map(({ namespace, labels = {} }) => ({ namespace, ...(Object.keys(labels).length > 0 && { labels }) })),
    ...(subnets.length > 0 && { subnets }),
    ...(Object.keys(tags).length > 0 && { tags }),
    status,
  }))
}
