import type { Template } from '#templates/cfn.ts'
import type { App, LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Difference, Step } from '../plan/step.ts'
import type { Upgrade } from '../survey/nodegroup-upgrade.ts'
import { nodegroupChange, nodegroupIn, withNodegroup } from './nodegroup-change.ts'
import { toldWhatHolds } from './upgrade-held.ts'

/** A managed nodegroup whose nodes are replaced by newer ones. */
export const upgradeNodegroup = (cluster: LiveCluster, region: string, upgrade: Upgrade, wait: boolean): Step[] => {
  const { nodegroup } = upgrade
  const live = async (app: App): Promise<LiveNodegroup | undefined> => app.nodegroups.find(cluster.name, nodegroup.name)
  let asked = false
  const step = nodegroupChange({
    name: `nodegroup ${nodegroup.name}`,
    cluster: cluster.name,
    region,
    nodegroup,
    wait,
    usual: 600_000,
    // As eksctl does: the version's own update then runs under the force that was asked for.
    edits: [
      async (deployed, app) => edited(deployed, await live(app), upgrade, []),
      async (deployed, app) => edited(deployed, await live(app), upgrade, ['Version', 'ReleaseVersion', 'LaunchTemplate']),
    ],
    differences: (found) => [
      ...differences(found, upgrade),
      // What the newest release is is told nowhere: EKS is asked for it once, and its word is taken.
      ...(nodegroup.stack === undefined && isUnknown(upgrade) && !asked
        ? [{ path: 'releaseVersion', from: found.releaseVersion, to: 'the newest' }]
        : []),
    ],
    begin: async (app, found, signal) => {
      const { version, release, stated, launchTemplate, ownImage, force } = upgrade
      const to = { ...(!ownImage && { version }), ...(stated && { releaseVersion: release }), launchTemplate, force }
      const id = await app.nodegroups.upgrade(cluster.name, found.name, to, signal)
      asked ||= id !== undefined
      return id
    },
  })
  return [toldWhatHolds(step, cluster, nodegroup)]
}

/** Nobody knows whether there is anything newer. */
const isUnknown = ({ ownImage, release, launchTemplate }: Upgrade): boolean =>
  !ownImage && release === undefined && launchTemplate === undefined

function differences({ version, releaseVersion, launchTemplate }: LiveNodegroup, upgrade: Upgrade): Difference[] {
  const nodes = [
    { path: 'version', from: version, to: upgrade.version },
    { path: 'releaseVersion', from: releaseVersion, to: upgrade.release },
  ]
  const template = { path: 'launchTemplate.version', from: launchTemplate?.version, to: upgrade.launchTemplate?.version }
  return [...(upgrade.ownImage ? [] : nodes), template].filter(({ from, to }) => to !== undefined && from !== to)
}

/** The template with the force setting and those of the properties that are meant, where there is anything to upgrade. */
function edited(deployed: Template, live: LiveNodegroup | undefined, upgrade: Upgrade, meant: readonly string[]): Template {
  const standing = nodegroupIn(deployed)
  const changes = live === undefined ? {} : properties(standing, live, upgrade)
  if (Object.entries(changes).every(([key, value]) => JSON.stringify(standing[key]) === JSON.stringify(value))) return deployed
  const now = Object.entries(changes).filter(([key]) => meant.includes(key))
  return withNodegroup(deployed, { ForceUpdateEnabled: upgrade.force, ...Object.fromEntries(now) })
}

/** What the nodegroup's template has to say for the upgrade. */
function properties(standing: Readonly<Record<string, unknown>>, live: LiveNodegroup, upgrade: Upgrade): Record<string, unknown> {
  const { launchTemplate, ownImage } = upgrade
  return {
    ...(launchTemplate !== undefined && {
      LaunchTemplate: { ...(standing['LaunchTemplate'] as object | undefined), Version: launchTemplate.version },
    }),
    ...(!ownImage && nodeVersion(standing, live, upgrade)),
  }
}

/** A release where there is a newer one or the template states one already, else Kubernetes' version alone, as eksctl has it. */
function nodeVersion(standing: Readonly<Record<string, unknown>>, live: LiveNodegroup, upgrade: Upgrade): Record<string, unknown> {
  const { version, release, launchTemplate } = upgrade
  const isBehind = differences(live, upgrade).some(({ path }) => path === 'version' || path === 'releaseVersion')
  const statesRelease = isBehind || launchTemplate !== undefined || standing['ReleaseVersion'] !== undefined
  if (release === undefined || !statesRelease) return { Version: version }
  // Bottlerocket's releases do not bear Kubernetes' version, and one that the template has must not speak against the release.
  const saysVersion = standing['Version'] !== undefined || !release.startsWith(`${version}.`)
  return { ReleaseVersion: release, ...(saysVersion && { Version: version }) }
}
