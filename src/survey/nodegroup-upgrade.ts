import type { Template } from '#templates/cfn.ts'
import type { App, LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { compareVersions } from '../config/kubernetes-version.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { isNewerRelease, kubernetesOfRelease, releaseParameter } from '../tables/node-releases.ts'
import { managedNodegroups } from './managed-nodegroup.ts'
import { nodegroupMissing } from './missing.ts'
import type { FoundNodegroup } from './nodegroups.ts'

/** What a line says of the nodes that are to come. */
export interface UpgradeWish {
  /** `1.34` */
  readonly kubernetes: string | undefined
  readonly release: string | undefined
  /** A number. */
  readonly launchTemplate: string | undefined
  readonly force: boolean
}

/** What the nodes of a nodegroup are to be. */
export interface Upgrade {
  readonly nodegroup: FoundNodegroup
  /** They run an image of the user's own, which only the launch template changes. */
  readonly ownImage: boolean
  /** Kubernetes' version: `1.34`. */
  readonly version: string
  /** The image's; undefined where AWS does not tell the newest one: then EKS is asked for it by the version. */
  readonly release: string | undefined
  /** The release was stated: EKS must not take a newer one. */
  readonly stated: boolean
  readonly launchTemplate: { readonly id: string; readonly version: string } | undefined
  readonly force: boolean
  /** Worth knowing before it begins. */
  readonly remark: string | undefined
}

/** What a nodegroup is to be upgraded to. Throws where that cannot be: nothing is written before. */
export async function surveyedUpgrade(app: App, cluster: LiveCluster, name: string, wish: UpgradeWish): Promise<Upgrade> {
  const [nodegroup] = await managedNodegroups(app, cluster.name, [name])
  const [live, template] = await Promise.all([
    app.nodegroups.find(cluster.name, name),
    nodegroup?.stack && app.stacks.template(nodegroup.stack.id),
  ])
  if (nodegroup === undefined || live === undefined) throw nodegroupMissing(name, cluster.name, app.regionName)
  const known = {
    region: app.regionName,
    live,
    cluster,
    ownTemplate: template !== undefined && makesLaunchTemplate(template),
    owned: template !== undefined,
  }
  const refusal = refusals.map((check) => check(known, wish)).find((one) => one !== undefined)
  if (refusal !== undefined) throw refusal
  const launchTemplate = await launchTemplateOf(app, live, wish)
  const current = live.version ?? cluster.version
  const ownImage = hasOwnImage(live)
  const version = wish.kubernetes ?? (wish.release && kubernetesOfRelease(wish.release)) ?? current
  const release = ownImage ? undefined : (wish.release ?? (await releaseOf(app, live, version)))
  const remark =
    !ownImage && compareVersions(version, cluster.version) < 0
      ? `nodegroup ${name} ${version === current ? 'stays' : 'will be'} on Kubernetes ${version}, and the cluster runs ${cluster.version}: --kubernetes-version ${cluster.version} takes it there`
      : undefined
  return { nodegroup, ownImage, version, release, stated: wish.release !== undefined, launchTemplate, force: wish.force, remark }
}

/** The newest release, or the one that the nodegroup has where that is as new. */
async function releaseOf(
  app: App,
  { amiType, version: current, releaseVersion }: LiveNodegroup,
  version: string,
): Promise<string | undefined> {
  const path = releaseParameter(amiType, version)
  const newest = path && (await app.images.parameter(path))
  if (newest === undefined) return undefined
  return version !== current || isNewerRelease(newest, releaseVersion) ? newest : releaseVersion
}

async function launchTemplateOf(
  app: App,
  live: LiveNodegroup,
  { launchTemplate: version }: UpgradeWish,
): Promise<Upgrade['launchTemplate']> {
  const id = live.launchTemplate?.id
  if (version === undefined || id === undefined) return undefined
  if ((await app.machines.launchTemplate(id, version)) !== undefined) return { id, version }
  throw refused(
    'LaunchTemplateVersionNotFound',
    `launch template ${id} has no version ${version}`,
    'name one that it has, or make it first',
  )
}

const hasOwnImage = ({ amiType }: LiveNodegroup): boolean => amiType === 'CUSTOM'

/** A nodegroup that was not given a launch template has one in its own stack. */
const makesLaunchTemplate = ({ Resources }: Template): boolean =>
  Object.values(Resources).some(({ Type }) => Type === 'AWS::EC2::LaunchTemplate')

interface Known {
  readonly region: string
  readonly live: LiveNodegroup
  readonly cluster: LiveCluster
  readonly owned: boolean
  readonly ownTemplate: boolean
}

const refused = (code: string, message: string, hint: string): EksxError =>
  new EksxError(code, message, { exitCode: exitCodes.refused, hint })

/** What AWS would refuse, or take and do something else; asked before the first write. */
const refusals: readonly ((known: Known, wish: UpgradeWish) => EksxError | undefined)[] = [
  ({ owned }, { kubernetes, release }) =>
    owned && kubernetes !== undefined && release !== undefined
      ? refused(
          'UpgradeImpossible',
          `--kubernetes-version ${kubernetes} and --release-version ${release} cannot be used together`,
          'a release is of one Kubernetes version: leave the other out',
        )
      : undefined,
  ({ live, ownTemplate }, { kubernetes, release, launchTemplate }) => {
    if (!hasOwnImage(live)) return undefined
    const flag = kubernetes === undefined ? (release === undefined ? undefined : '--release-version') : '--kubernetes-version'
    if (flag === undefined && launchTemplate !== undefined) return undefined
    const what = `nodegroup ${live.name} runs an image of its own`
    return refused(
      'UpgradeImpossible',
      flag === undefined ? `${what}: there is no newer one that AWS knows of` : `${what}: ${flag} says nothing of it`,
      ownTemplate
        ? 'make a new nodegroup from the new image with `eksx create nodegroup -f`, then delete this one'
        : 'put the new image into a version of its launch template, and name it with --launch-template-version',
    )
  },
  ({ live, ownTemplate }, { launchTemplate }) => {
    if (launchTemplate === undefined || (live.launchTemplate !== undefined && !ownTemplate)) return undefined
    return refused(
      'UpgradeImpossible',
      `nodegroup ${live.name} has no launch template of yours, so --launch-template-version ${launchTemplate} says nothing`,
      ownTemplate
        ? 'its stack makes the one it has; make a nodegroup from your own with launchTemplate.id in a file'
        : 'leave the flag out',
    )
  },
  ({ region, cluster }, { kubernetes }) =>
    kubernetes !== undefined && compareVersions(kubernetes, cluster.version) > 0
      ? refused(
          'UpgradeImpossible',
          `Kubernetes ${kubernetes} is newer than the cluster, which runs ${cluster.version}`,
          `upgrade the cluster first: eksx upgrade cluster --name ${cluster.name} --region ${region} --approve`,
        )
      : undefined,
  ({ region, live, cluster }, { kubernetes }) =>
    kubernetes !== undefined && live.version !== undefined && compareVersions(kubernetes, live.version) < 0
      ? refused(
          'UpgradeImpossible',
          `nodegroup ${live.name} runs Kubernetes ${live.version}, and EKS takes no nodegroup back to ${kubernetes}`,
          `for such nodes make a new nodegroup: eksx create nodegroup --cluster ${cluster.name} --region ${region} --managed=false --version ${kubernetes}`,
        )
      : undefined,
]
