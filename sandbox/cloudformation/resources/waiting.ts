import type { Json } from '../template/document.ts'
import { forget, keep, kept, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'
import { ResourceFault } from '../resource-fault.ts'

const handle: ResourceKind = {
  async create(site) {
    const { account, region } = site.call
    const path = encodeURIComponent(`${site.stack.id}/${site.logicalId}`)
    const id = `https://cloudformation-waitcondition-${region}.s3.${region}.amazonaws.com/${path}?X-Amz-Signature=${account.ids.hex('', 64)}`
    keep(site, id, { signals: {} })
    return id
  },
  remove: async (site, { id }) => forget(site, id),
  attribute: (_, { id }) => id,
}

function signalsOf(site: Site, handleUrl: string): Record<string, Json> {
  const found = kept({ ...site, type: 'AWS::CloudFormation::WaitConditionHandle' }, handleUrl)?.['signals']
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {}
}

// The sandbox serves no S3, so nobody can signal a handle: a condition that counts signals ends by its time-out, as it would where nobody signals.
const condition: ResourceKind = {
  async create(site, properties) {
    return `${text(properties, 'Handle') ?? site.stack.id}/${site.logicalId}`
  },
  async ready(site, { properties }, waited) {
    const wanted = Number(properties['Count'] ?? 1)
    const received = Object.keys(signalsOf(site, text(properties, 'Handle') ?? '')).length
    if (received >= wanted) return true
    if (waited >= Number(properties['Timeout'] ?? 0) * 1000)
      throw new ResourceFault(`WaitCondition timed out. Received ${received} conditions when expecting ${wanted}`)
    return false
  },
  remove: async () => {},
  attribute: (site, { id, properties }, name) => (name === 'Id' ? id : JSON.stringify(signalsOf(site, text(properties, 'Handle') ?? ''))),
}

/** CloudFormation's own resource types. */
export const waitingKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::CloudFormation::WaitCondition': condition,
  'AWS::CloudFormation::WaitConditionHandle': handle,
}
