import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { badFlag, nameOf } from '#src/flags/conflicts.ts'
import { drainNodegroupFile, drainNodegroupFlags, drainWish } from '#src/flags/drain.ts'
import { chosen } from '#src/flags/filter.ts'
import type { Answer } from '#src/output/answer.ts'
import { nodegroupsChosen } from '#src/survey/nodegroups.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { drainSteps, undrainSteps } from '#src/workflows/drain-step.ts'

export default class DrainNodegroup extends EksxCommand {
  static override summary = "Move the pods away from a nodegroup's nodes, and let no new ones come"
  static override aliases = ['drain:ng']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers',
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers --undo',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --include "old-*" --parallel 5 --approve',
  ]
  static override args = { name: word('name of the nodegroup') }
  static override flags = drainNodegroupFlags
  protected override readonly fileRules = drainNodegroupFile
  protected override readonly needs = ['cluster', 'name']

  protected override check(): void {
    const given = this.flagsOf(DrainNodegroup)
    if (given['config-file'] !== undefined) return
    const parallel = given.parallel ?? 1
    if (parallel < 1 || parallel > 25) throw badFlag(`--parallel=${parallel}: must be 1 to 25`)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DrainNodegroup)
    const cluster = await standingCluster(app, this.cluster)
    const wanted = chosen(this.file?.stated, given, nameOf('name', given.name, this.word) ?? '')
    const { nodegroups, missing } = await nodegroupsChosen(app, cluster.name, wanted)
    for (const gone of missing) this.say(`nodegroup ${gone} is not there`)
    const steps = given.undo === true ? undrainSteps(cluster, nodegroups) : drainSteps(cluster, nodegroups, drainWish(given))
    if (this.file !== undefined && given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, {
      kinds: ['delete', 'update'],
      about: { cluster: cluster.name, region: app.regionName, nodegroups: nodegroups.map(({ name }) => name) },
      several: nodegroups.length > 1,
    })
  }
}
