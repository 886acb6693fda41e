import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { clusterEndpointFile, clusterEndpointFlags, vpcConfigFromFlags, vpcFlagsGiven } from '#src/flags/control-plane.ts'
import type { Answer } from '#src/output/answer.ts'
import { changeableCluster, endpointCautions } from '#src/survey/control-plane.ts'
import { controlPlaneNetwork } from '#src/workflows/control-plane-settings.ts'

export default class UpdateClusterEndpoints extends EksxCommand {
  static override summary = 'Old name of update-cluster-vpc-config, for endpoints'
  static override examples = ['<%= config.bin %> <%= command.id %> --cluster dev --private-access --public-access --approve']
  static override flags = clusterEndpointFlags
  protected override readonly purpose = 'control plane network' as const
  protected override readonly fileRules = clusterEndpointFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(UpdateClusterEndpoints)
    if (given['config-file'] !== undefined) return
    vpcFlagsGiven(given, clusterEndpointFlags)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateClusterEndpoints)
    const place = { cluster: this.cluster, region: app.regionName }
    this.cautions(['`utils update-cluster-vpc-config` does this and more; this name of it is old'])
    const { stated } = await this.read(() => vpcConfigFromFlags(given, clusterEndpointFlags, place))
    const cluster = await changeableCluster(app, stated.metadata.name)
    const clusterEndpoints = stated.vpc?.clusterEndpoints
    const steps = controlPlaneNetwork(cluster.name, { clusterEndpoints })
    this.mustList(steps, 'vpc.clusterEndpoints')
    this.cautions(endpointCautions(cluster, { ...clusterEndpoints }))
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: cluster.name, region: app.regionName } })
  }
}
