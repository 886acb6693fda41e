import { type Look, partsOf } from './part-list.ts'

/** A capability in a list, with eksctl's words. */
export interface ListedCapability {
  readonly name: string
  readonly type: string
  readonly roleArn?: string
  readonly Status: string
  readonly Version: string
}

/** The capabilities of a cluster. */
export async function listedCapabilities(look: Look): Promise<ListedCapability[]> {
  const found = await partsOf('capability', look, look.app.capabilities)
  return found.map(({ name, type, roleArn, status, version = '' }) => ({
    name,
    type,
    ...(roleArn !== '' && { roleArn }),
    Status: status,
    Version: version,
  }))
}
