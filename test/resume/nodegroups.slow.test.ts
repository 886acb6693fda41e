import { describe } from 'vitest'
import { endures } from './endurance.ts'

const changed = (nodegroup: string): string[] =>
  ['CreateChangeSet', 'ExecuteChangeSet'].map((operation) => `${operation} eksctl-dev-nodegroup-${nodegroup}`)

const pods = '/api/v1/namespaces/kube-system/pods'

describe('a change of a nodegroup that was killed goes on where the world is', () => {
  // One zone, so that it is no matter in which one of them the new nodes stay.
  const after = ['create cluster --name dev --nodes 1 --nodegroup-name ng --zones us-west-2a,us-west-2b --node-zones us-west-2a']
  endures({ after, line: 'set labels --cluster dev --nodegroup ng --labels team=blue', writes: changed('ng'), durations: 0.02 })
  endures({
    after,
    line: 'upgrade nodegroup --cluster dev --name ng',
    writes: [...changed('ng'), ...changed('ng')],
    durations: 0.1,
  })
  endures({
    after: ['create cluster --name dev --nodes 2 --nodegroup-name ng', 'create nodegroup --cluster dev --name other --nodes 2'],
    line: 'drain nodegroup --cluster dev --name ng',
    writes: [
      'PATCH /api/v1/nodes/…',
      'PATCH /api/v1/nodes/…',
      ...['coredns', 'coredns', 'coredns', 'metrics-server', 'metrics-server'].map((name) => `POST ${pods}/${name}/eviction`),
    ],
    durations: 0.02,
  })
})
