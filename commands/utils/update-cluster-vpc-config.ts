import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { clusterVpcConfigFile, clusterVpcConfigFlags, vpcConfigFromFlags, vpcFlagsGiven } from '#src/flags/control-plane.ts'
import type { Answer } from '#src/output/answer.ts'
import { changeableCluster, endpointCautions, mustBeInVpc } from '#src/survey/control-plane.ts'
import { controlPlaneNetwork } from '#src/workflows/control-plane-settings.ts'

export default class UpdateClusterVpcConfig extends EksxCommand {
  static override summary = "Change a control plane's endpoints, subnets, security groups and egress"
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --private-access --public-access-cidrs 192.0.2.0/24 --approve',
    '<%= config.bin %> <%= command.id %> --cluster dev --private-access --public-access=false',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --approve',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = clusterVpcConfigFlags
  protected override readonly purpose = 'control plane network' as const
  protected override readonly fileRules = clusterVpcConfigFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(UpdateClusterVpcConfig)
    if (given['config-file'] !== undefined) return
    vpcFlagsGiven(given, clusterVpcConfigFlags)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateClusterVpcConfig)
    const place = { cluster: this.cluster, region: app.regionName }
    const { stated } = await this.read(() => vpcConfigFromFlags(given, clusterVpcConfigFlags, place))
    const cluster = await changeableCluster(app, stated.metadata.name)
    const steps = controlPlaneNetwork(cluster.name, stated.vpc ?? {})
    this.mustList(steps, 'vpc settings of a control plane: clusterEndpoints, publicAccessCIDRs, controlPlaneSubnetIDs, …')
    await mustBeInVpc(app, cluster, { subnets: stated.vpc?.controlPlaneSubnetIDs, groups: stated.vpc?.controlPlaneSecurityGroupIDs })
    this.cautions(endpointCautions(cluster, { ...stated.vpc?.clusterEndpoints, ranges: stated.vpc?.publicAccessCIDRs }))
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: cluster.name, region: app.regionName } })
  }
}
