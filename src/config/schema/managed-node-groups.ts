import { flag, name, section, sections, text, texts, whole } from './fields.ts'
import { nodegroupBase } from './nodegroup.ts'

const shown = { empty: 'shown' } as const

/** `managedNodeGroups`: nodegroups that EKS runs. */
export const managedNodeGroups = sections('Managed nodegroups: EKS runs their Auto Scaling groups and replaces nodes.', {
  ...nodegroupBase,
  instanceTypes: texts('Several instance types.'),
  spot: flag('Spot instances.', { empty: 'hidden', preset: false }),
  launchTemplate: section('A launch template of your own.', {
    id: name('Id of the template.'),
    version: text('Version, as text; the default one where unset.', shown),
  }),
  releaseVersion: text('Release of the image; the newest where unset.', { unset: '' }),
  nodeRepairConfig: section('Nodes that are not well are replaced.', {
    enabled: flag('Turn it on.'),
    maxUnhealthyNodeThresholdPercentage: whole('Above this share of sick nodes, nothing is repaired.'),
    maxUnhealthyNodeThresholdCount: whole('Above this number of sick nodes, nothing is repaired.'),
    maxParallelNodesRepairedPercentage: whole('Share of nodes repaired at a time.'),
    maxParallelNodesRepairedCount: whole('Number of nodes repaired at a time.'),
    nodeRepairConfigOverrides: sections('What to do for a certain trouble.', {
      nodeMonitoringCondition: text('Condition of the node.', { unset: '' }),
      nodeUnhealthyReason: text('Reason given by the condition.', { unset: '' }),
      minRepairWaitTimeMins: whole('Minutes to wait before the repair.', { unset: 0 }),
      repairAction: text('What is done.', { unset: '' }),
    }),
  }),
})
