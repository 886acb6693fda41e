import { describe } from 'vitest'
import { endures } from './endurance.ts'

const gone = (stack: string): string[] => [`UpdateTerminationProtection ${stack}`, `DeleteStack ${stack}`]

const pods = '/api/v1/namespaces/kube-system/pods'

/** The network add-on and what runs of it. */
const network = ['DELETE /clusters/dev/addons/vpc-cni', 'DELETE /apis/apps/v1/namespaces/kube-system/daemonsets/aws-node']

describe('a killed delete cluster goes on where the world is', () => {
  endures({
    after: ['create cluster --name dev --nodes 2 --nodegroup-name ng-default'],
    line: 'delete cluster --name dev --wait',
    writes: [...network, ...gone('eksctl-dev-nodegroup-ng-default'), ...gone('eksctl-dev-cluster')],
    durations: 0.02,
  })
  endures({
    after: ['create cluster --name dev --nodes 2 --managed=false --nodegroup-name own'],
    line: 'delete cluster --name dev --wait',
    writes: [
      ...['PATCH /api/v1/nodes/…', `POST ${pods}/coredns/eviction`, `POST ${pods}/metrics-server/eviction`].flatMap((write) => [
        write,
        write,
      ]),
      `DELETE ${pods}/coredns`,
      `DELETE ${pods}/metrics-server`,
      ...network,
      ...gone('eksctl-dev-nodegroup-own'),
      ...gone('eksctl-dev-cluster'),
    ],
    durations: 0.02,
    slow: true,
  })
  endures({
    after: ['create cluster --name dev --fargate'],
    line: 'delete cluster --name dev --wait',
    writes: ['DELETE /clusters/dev/fargate-profiles/fp-default', ...gone('eksctl-dev-cluster')],
    durations: 0.02,
    slow: true,
  })
  endures({
    after: ['create cluster --name dev --enable-auto-mode'],
    line: 'delete cluster --name dev --wait',
    writes: gone('eksctl-dev-cluster'),
    durations: 0.02,
    slow: true,
  })
})
