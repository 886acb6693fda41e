import type { ClusterConfig, ManagedNodeGroup } from '../schema/cluster-config.ts'
import { updateConfigVerdict } from './managed.ts'
import { labelRules } from './node-labels.ts'
import { each, fault, type Rule, type Verdict, within } from './rule.ts'

/** What is asked of a file that says which labels managed nodegroups are to have. */
export const labelCommandRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V312',
    check: ({ managedNodeGroups = [] }) =>
      managedNodeGroups.length === 0 && fault('managedNodeGroups', 'must be set: it says which nodegroups get which labels'),
  },
  ...labelRules.map((rule): Rule<ClusterConfig> => ({
    id: rule.id,
    check: ({ managedNodeGroups }, facts) => each(managedNodeGroups, 'managedNodeGroups', (one, at) => within(at, rule.check(one, facts))),
  })),
]

/** What is asked of a file that says how managed nodegroups replace their nodes. */
export const updateSettingRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V310',
    check: ({ managedNodeGroups = [] }) =>
      managedNodeGroups.length === 0
        ? fault('managedNodeGroups', 'must be set: it says which nodegroups are updated')
        : each(managedNodeGroups, 'managedNodeGroups', (one, at) =>
            one.updateConfig === undefined
              ? fault(`${at}.updateConfig`, 'must be set', 'it is all that this command changes')
              : within(at, updateConfigVerdict(one)),
          ),
  },
  { id: 'V310', warning: true, check: ({ managedNodeGroups }) => each(managedNodeGroups, 'managedNodeGroups', unchanged) },
]

/** What else a nodegroup states is not looked at. */
function unchanged(nodegroup: ManagedNodeGroup, at: string): Verdict {
  const others = Object.keys(nodegroup).filter((key) => key !== 'name' && key !== 'updateConfig')
  return others.length > 0 && fault(at, `${others.join(', ')}: not looked at, updateConfig is all that this command changes`)
}
