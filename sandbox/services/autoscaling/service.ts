import type { Call, Operation, Service } from '#sandbox/service.ts'
import { listen } from './capacity.ts'
import { groupOperations } from './groups.ts'
import { processOperations } from './processes.ts'
import { scalingState } from './state.ts'
import type { Group } from './state.ts'
import { groupTagOperations } from './tags.ts'

/** Puts a seed's groups into the account; their members are the seed's instances that carry the group's name. */
function loadScalingSeed(call: Call, seed: Readonly<Record<string, unknown>>): void {
  const { asgs } = scalingState(call)
  const instances = Object.values((seed['instances'] ?? {}) as Record<string, SeededInstance>)
  for (const [name, group] of Object.entries((seed['asgs'] ?? {}) as Record<string, Group>)) {
    const members = instances.filter((one) => one.Tags?.some((tag) => tag.Key === 'aws:autoscaling:groupName' && tag.Value === name))
    asgs[name] = {
      ...structuredClone(group),
      Instances: members.map((one) => ({
        InstanceId: one.InstanceId,
        InstanceType: one.InstanceType,
        AvailabilityZone: one.Placement.AvailabilityZone,
        LifecycleState: 'InService',
        HealthStatus: 'Healthy',
        ProtectedFromScaleIn: false,
      })),
    }
  }
}

interface SeededInstance {
  readonly InstanceId: string
  readonly InstanceType: string
  readonly Placement: { readonly AvailabilityZone: string }
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
}

const operations: Record<string, Operation> = { ...groupOperations, ...groupTagOperations, ...processOperations }

/** Amazon EC2 Auto Scaling: groups that keep their number of instances. */
export const autoscaling: Service = {
  name: 'autoscaling',
  client: () => import('@aws-sdk/client-auto-scaling'),
  seed: loadScalingSeed,
  resume: ({ account }) => listen(account),
  operations,
}
