import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { clusterMissing } from '#src/survey/missing.ts'
import { word } from '#src/command/local.ts'
import { kubeconfigFlagsAgree } from '#src/flags/conflicts.ts'
import { performFlags } from '#src/flags/global.ts'
import { awsFlags, configFlags, kubeconfigFlags, namedClusterFlags, regionFlags, timeoutFlags } from '#src/flags/groups.ts'
import { kubeconfigFromFlags } from '#src/flags/kubeconfig.ts'
import type { Answer } from '#src/output/answer.ts'
import { connectedCluster } from '#src/survey/standing.ts'
import { clusterStackName } from '#src/tables/stack-names.ts'
import { standing } from '#src/workflows/facts.ts'
import { kubeconfigStep } from '#src/workflows/kubeconfig.ts'

export default class WriteKubeconfig extends EksxCommand {
  static override summary = 'Write a cluster into the kubeconfig'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --kubeconfig ./dev.yaml --set-kubeconfig-context=false',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = {
    ...namedClusterFlags,
    ...regionFlags,
    ...timeoutFlags(),
    ...configFlags,
    ...performFlags,
    ...kubeconfigFlags,
    ...awsFlags,
  }
  protected override readonly needs = ['cluster']

  protected override check(): void {
    kubeconfigFlagsAgree(this.flagsOf(WriteKubeconfig))
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const name = this.cluster
    const cluster = await app.clusters.find(name)
    if (cluster === undefined) throw clusterMissing(name, app.regionName)
    if (cluster.connector !== undefined) throw connectedCluster(name, cluster.connector, app.regionName)
    const step = kubeconfigStep(
      name,
      kubeconfigFromFlags(this.flagsOf(WriteKubeconfig), app.files.env),
      standing(name, clusterStackName(name)),
      [],
      false,
    )
    return this.perform([step], app, { kinds: ['create', 'update'], about: { cluster: name, region: app.regionName } })
  }
}
