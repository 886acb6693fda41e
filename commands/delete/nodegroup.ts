import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { badFlag, deleteNodegroupFile, nameOf } from '#src/flags/conflicts.ts'
import { chosen } from '#src/flags/filter.ts'
import { deleteNodegroupFlags, drainFromFlags } from '#src/flags/remove.ts'
import type { Answer } from '#src/output/answer.ts'
import { nodegroupsChosen } from '#src/survey/nodegroups.ts'
import { anyCluster } from '#src/survey/standing.ts'
import { deleteNodegroups } from '#src/workflows/delete-nodegroup.ts'

export default class DeleteNodegroup extends EksxCommand {
  static override summary = 'Delete a nodegroup, its pods moved away first'
  static override aliases = ['delete:ng']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --include "old-*" --approve',
  ]
  static override args = { name: word('name of the nodegroup') }
  static override flags = deleteNodegroupFlags
  protected override readonly fileRules = deleteNodegroupFile
  protected override readonly needs = ['cluster', 'name']

  protected override check(): void {
    const given = this.flagsOf(DeleteNodegroup)
    if (given['config-file'] !== undefined) return
    const parallel = given.parallel ?? 1
    if (parallel < 1 || parallel > 25) throw badFlag(`--parallel=${parallel}: must be 1 to 25`)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeleteNodegroup)
    const name = this.cluster
    const cluster = await anyCluster(app, name)
    const wanted = chosen(this.file?.stated, given, nameOf('name', given.name, this.word) ?? '')
    const { nodegroups, missing } = await nodegroupsChosen(app, name, wanted)
    for (const gone of missing) this.say(`nodegroup ${gone} is not there`)
    const steps = deleteNodegroups(cluster, app.regionName, nodegroups, {
      wait: given.wait === true,
      roleArn: given['cfn-role-arn'],
      updateAuthConfigMap: given['update-auth-configmap'] !== false,
      drain: given.drain === false ? undefined : drainFromFlags(given),
    })
    if (this.file !== undefined && given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, {
      kinds: ['delete', 'update'],
      about: { cluster: name, region: app.regionName, nodegroups: nodegroups.map((ng) => ng.name) },
      several: nodegroups.length > 1,
    })
  }
}
