import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { scaleNodegroupFile, scaleNodegroupFlags, sizeFromFlags, sizesInFile } from '#src/flags/scale.ts'
import type { Answer } from '#src/output/answer.ts'
import { mustBeThere } from '#src/survey/nodegroups.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { scaleNodegroups } from '#src/workflows/scale-nodegroup.ts'

export default class ScaleNodegroup extends EksxCommand {
  static override summary = 'Change how many nodes a nodegroup has'
  static override aliases = ['scale:ng']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers --nodes 5',
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers --nodes 5 --nodes-max 10 --wait',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override args = { name: word('name of the nodegroup') }
  static override flags = scaleNodegroupFlags
  protected override readonly purpose = 'scaling' as const
  protected override readonly fileRules = scaleNodegroupFile
  protected override readonly needs = ['cluster', 'name']

  protected override check(): void {
    const given = this.flagsOf(ScaleNodegroup)
    if (given['config-file'] !== undefined) return
    sizeFromFlags(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(ScaleNodegroup)
    const name = nameOf('name', given.name, this.word)
    const sizes = this.file === undefined ? new Map([[name ?? '', sizeFromFlags(given)]]) : sizesInFile(this.file.stated, name)
    const cluster = await standingCluster(app, this.cluster)
    const nodegroups = await mustBeThere(app, cluster.name, [...sizes.keys()])
    const steps = scaleNodegroups(cluster, nodegroups, sizes, given.wait === true)
    return this.perform(steps, app, {
      kinds: ['update'],
      about: { cluster: cluster.name, region: app.regionName, nodegroups: [...sizes.keys()] },
      several: nodegroups.length > 1,
    })
  }
}
