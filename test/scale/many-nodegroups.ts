import { stringify } from 'yaml'
import { region } from '../resume/stage.ts'

/** A config file with so many managed nodegroups, each with settings of its own, and so many nodes in each. */
export const manyNodegroups = (count: number, nodes = 1): string =>
  stringify({
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    metadata: { name: 'dev', region },
    managedNodeGroups: Array.from({ length: count }, (_, i) => ({
      name: `team-${i}`,
      instanceTypes: ['m5.large', 'm6i.large'],
      minSize: nodes,
      desiredCapacity: nodes,
      maxSize: 4,
      volumeSize: 100,
      privateNetworking: true,
      labels: { team: `t${i}` },
      tags: { cost: `c${i}` },
      preBootstrapCommands: [`echo ${i}`],
      iam: { withAddonPolicies: { autoScaler: true } },
    })),
  })
