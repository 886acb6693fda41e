import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { printConfig } from '#src/config/dry-run.ts'
import { clusterFlagsAgree, createClusterDry, createClusterFile, dryRunAllows, kubeconfigFlagsAgree, nameOf } from '#src/flags/conflicts.ts'
import { createClusterFlags } from '#src/flags/create.ts'
import { nodegroupsWanted } from '#src/flags/filter.ts'
import { kubeconfigFromFlags } from '#src/flags/kubeconfig.ts'
import { stackOptions } from '#src/flags/groups.ts'
import { clusterNameAt } from '#src/flags/names.ts'
import { clusterFromFlags } from '#src/flags/stated.ts'
import { vpcControllers } from '#src/flags/windows.ts'
import type { Answer } from '#src/output/answer.ts'
import { prepare, settled } from '#src/prepare.ts'
import { createCluster } from '#src/workflows/create-cluster.ts'

export default class CreateCluster extends EksxCommand {
  static override summary = 'Create a cluster, with a nodegroup unless told otherwise'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name dev --nodes 2',
    '<%= config.bin %> <%= command.id %> --name dev --region eu-west-1 --zones eu-west-1a,eu-west-1b --node-type t3.large',
    '<%= config.bin %> <%= command.id %> --name dev --enable-auto-mode',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override args = { name: word('name of the cluster') }
  static override flags = createClusterFlags
  protected override readonly purpose = 'create cluster' as const
  protected override readonly fileRules = createClusterFile

  protected override check(): void {
    const given = this.flagsOf(CreateCluster)
    dryRunAllows(given, createClusterDry)
    kubeconfigFlagsAgree(given)
    if (given['config-file'] !== undefined) return
    nameOf('name', given.name, this.word)
    clusterFlagsAgree(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateCluster)
    const name = nameOf('name', given.name, this.word) ?? clusterNameAt(app.clock.now())
    const config = nodegroupsWanted(await this.read(() => clusterFromFlags(given, { cluster: name, region: app.regionName })), given)
    this.cautions(vpcControllers(config.stated, given))
    if (given['dry-run'] === true) return this.settledAnswer(await settled(config, app, given['vpc-from-kops-cluster']), printConfig)
    const { cluster, live, warnings } = await prepare(config, app, given['vpc-from-kops-cluster'])
    this.cautions(warnings)
    const madeUp = config.origin === 'flags' && (given.name ?? this.word) === undefined
    if (madeUp) this.say(`the cluster is named ${cluster.name}`)
    const steps = createCluster(cluster, live, {
      ...stackOptions(given),
      kubeconfig: given['write-kubeconfig'] === false ? undefined : kubeconfigFromFlags(given, app.files.env),
    })
    return this.perform(steps, app, {
      kinds: ['create'],
      end: `cluster ${cluster.name} in ${cluster.region} is as it was asked for`,
      about: { cluster: cluster.name, region: cluster.region },
      resume: madeUp ? [`--name=${cluster.name}`] : [],
    })
  }
}
