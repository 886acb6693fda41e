import { describe } from 'vitest'
import { endures } from './endurance.ts'

const addons = ['vpc-cni', 'kube-proxy', 'coredns', 'metrics-server'].map((name) => `POST /clusters/dev/addons ${name}`)

describe('a killed create cluster goes on where the world is', () => {
  endures({
    line: 'create cluster --name=dev --version 1.33 --zones=us-west-2a,us-west-2b --nodegroup-name ng-default --node-type t3.micro --nodes 2 --managed',
    writes: ['CreateStack eksctl-dev-cluster', ...addons, 'CreateStack eksctl-dev-nodegroup-ng-default'],
    durations: 0.02,
  })
  endures({
    line: 'create cluster --name dev --nodes 2 --managed=false --nodegroup-name own',
    writes: ['CreateStack eksctl-dev-cluster', ...addons, 'CreateStack eksctl-dev-nodegroup-own'],
    durations: 0.02,
    slow: true,
  })
  endures({
    line: 'create cluster --name dev --fargate',
    writes: [
      'CreateStack eksctl-dev-cluster',
      ...addons,
      'POST /clusters/dev/fargate-profiles fp-default',
      'PATCH /apis/apps/v1/namespaces/kube-system/deployments/coredns',
    ],
    durations: 0.02,
    slow: true,
  })
  endures({
    line: 'create cluster --name dev --enable-auto-mode',
    writes: ['CreateStack eksctl-dev-cluster', 'POST /clusters/dev/addons metrics-server'],
    durations: 0.02,
    slow: true,
  })
})

describe('a killed create nodegroup goes on where the world is', () => {
  endures({
    after: ['create cluster --name dev --without-nodegroup'],
    line: 'create nodegroup --cluster dev --name more --nodes 1',
    writes: ['CreateStack eksctl-dev-nodegroup-more'],
    durations: 0.02,
    slow: true,
  })
  endures({
    after: ['create cluster --name dev --without-nodegroup'],
    line: 'create nodegroup --cluster dev --name own --nodes 1 --managed=false',
    writes: ['CreateStack eksctl-dev-nodegroup-own'],
    durations: 0.02,
    slow: true,
  })
})
