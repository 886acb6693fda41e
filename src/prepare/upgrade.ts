import type { App } from '../app.ts'
import type { Config } from '../config/config.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { type Behind, behind } from '../survey/behind.ts'
import { ownStack } from '../survey/live.ts'
import { standingCluster } from '../survey/standing.ts'
import { targetVersion } from '../survey/target-version.ts'
import { clusterStackName } from '../tables/stack-names.ts'

/** A control plane that is to move, and what depends on it. */
export interface PreparedUpgrade {
  readonly config: ClusterConfig
  readonly region: string
  /** Where it is. */
  readonly from: string
  /** Where it goes; where it is, if that is nowhere. */
  readonly version: string
  readonly force: boolean | undefined
  readonly timeoutMinutes: number | undefined
  /** What is to follow it there. */
  readonly behind: Behind
  /** Whether the cluster stack is eksctl's or ours. */
  readonly owned: boolean
  readonly hasManagedNodes: boolean
  /** What the line needs to mean the same when it is run again: a version that nobody stated. */
  readonly resume: readonly string[]
  /** What was worth saying on the way. */
  readonly warnings: readonly string[]
}

/** Where a cluster goes, and what is to follow it there. Throws where it cannot go there. */
export async function preparedUpgrade(app: App, { stated, origin }: Config, force: boolean | undefined): Promise<PreparedUpgrade> {
  const { name, version: asked, forceUpdateVersion, rollbackConfig } = stated.metadata
  const live = await standingCluster(app, name)
  const version = await targetVersion(app, live, asked)
  const [older, stack, managed] = await Promise.all([
    behind(app, live, version),
    ownStack(app, name, clusterStackName(name)),
    app.nodegroups.list(name),
  ])
  return {
    config: stated,
    region: app.regionName,
    from: live.version,
    version,
    force: force ?? forceUpdateVersion,
    timeoutMinutes: rollbackConfig?.timeoutMinutes,
    behind: older,
    owned: stack !== undefined,
    hasManagedNodes: managed.length > 0,
    resume: asked === undefined && origin === 'flags' ? ['--version', version] : [],
    warnings: asked === undefined && origin === 'file' && version !== live.version ? [openEnd(version)] : [],
  }
}

const openEnd = (version: string): string =>
  `the file states no metadata.version: this run goes to ${version}, and one after it would go further; state "${version}" to run it again safely`
