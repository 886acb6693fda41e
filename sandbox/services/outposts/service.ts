import type * as api from '@aws-sdk/client-outposts'
import { AwsError, type Call, type Service, type Slot } from '../../service.ts'
import { page } from '../../page.ts'

/** An Outpost, and what is in its racks. The keys are those of the world's seeds. */
interface Outpost {
  OutpostId: string
  OwnerId: string
  OutpostArn: string
  SiteId: string
  Name: string
  LifeCycleStatus: string
  AvailabilityZone: string
  AvailabilityZoneId: string
  Tags: Record<string, string>
  /** What it offers; general types where a seed does not say. */
  InstanceTypes?: readonly string[]
}

const slot: Slot<Record<string, Outpost>> = { name: 'outposts', scope: 'region', initial: () => ({}) }

/** What a rack usually holds. */
const usualTypes: readonly string[] = [
  'm5.large',
  'm5.xlarge',
  'm5.2xlarge',
  'm5.4xlarge',
  'c5.large',
  'c5.xlarge',
  'c5.2xlarge',
  'r5.large',
]

/** By id or ARN. */
function outpostOf(call: Call, named: string | undefined): Outpost {
  const found = Object.values(call.state(slot)).find((one) => one.OutpostId === named || one.OutpostArn === named)
  if (found === undefined) throw new AwsError('NotFoundException', `No Outpost found with ID ${named ?? ''}`)
  return found
}

const shown = (outpost: Outpost): object => Object.fromEntries(Object.entries(outpost).filter(([key]) => key !== 'InstanceTypes'))

const wrongToken = (): AwsError => new AwsError('ValidationException', 'The NextToken is invalid')

/** AWS Outposts, as far as clusters ask it. */
export const outposts: Service = {
  name: 'outposts',
  client: () => import('@aws-sdk/client-outposts'),
  operations: {
    GetOutpost: (input: api.GetOutpostInput, call: Call) => ({ Outpost: shown(outpostOf(call, input.OutpostId)) }),
    GetOutpostInstanceTypes: (input: api.GetOutpostInstanceTypesInput, call: Call) => {
      const { OutpostId, OutpostArn, InstanceTypes = usualTypes } = outpostOf(call, input.OutpostId)
      const all = InstanceTypes.map((InstanceType) => ({ InstanceType }))
      const { items, token } = page(all, { token: input.NextToken, max: input.MaxResults ?? 100 }, wrongToken)
      return { InstanceTypes: items, OutpostId, OutpostArn, ...(token !== undefined && { NextToken: token }) }
    },
    ListOutposts: (input: api.ListOutpostsInput, call: Call) => {
      const { items, token } = page(
        Object.values(call.state(slot)).map(shown),
        { token: input.NextToken, max: input.MaxResults ?? 100 },
        wrongToken,
      )
      return { Outposts: items, ...(token !== undefined && { NextToken: token }) }
    },
  },
  seed(call: Call, things) {
    Object.assign(call.state(slot), structuredClone((things['outposts'] ?? {}) as Record<string, Outpost>))
  },
}
