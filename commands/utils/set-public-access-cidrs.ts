import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { publicRangeFile, publicRangeFlags, rangesFromWord } from '#src/flags/control-plane.ts'
import type { Answer } from '#src/output/answer.ts'
import { changeableCluster, endpointCautions } from '#src/survey/control-plane.ts'
import { controlPlaneNetwork } from '#src/workflows/control-plane-settings.ts'

export default class SetPublicAccessCidrs extends EksxCommand {
  static override summary = 'Old name of update-cluster-vpc-config --public-access-cidrs'
  static override examples = ['<%= config.bin %> <%= command.id %> --cluster dev 192.0.2.0/24,198.51.100.0/24 --approve']
  static override args = { cidrs: word('ranges that may reach the public endpoint') }
  static override flags = publicRangeFlags
  protected override readonly purpose = 'public ranges' as const
  protected override readonly fileRules = publicRangeFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(SetPublicAccessCidrs)
    if (given['config-file'] !== undefined) return
    rangesFromWord(this.word)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(SetPublicAccessCidrs)
    this.cautions(['`utils update-cluster-vpc-config --public-access-cidrs` does this; this name of it is old'])
    const cluster = await changeableCluster(app, this.cluster)
    const ranges = this.file?.stated.vpc?.publicAccessCIDRs ?? [...rangesFromWord(this.word)]
    const steps = controlPlaneNetwork(cluster.name, { publicAccessCIDRs: ranges })
    this.cautions(endpointCautions(cluster, { ranges }))
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: cluster.name, region: app.regionName } })
  }
}
