import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { deleteClusterFlags, drainFromFlags } from '#src/flags/remove.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedCluster } from '#src/survey/doomed.ts'
import { deleteCluster } from '#src/workflows/delete-cluster.ts'

export default class DeleteCluster extends EksxCommand {
  static override summary = 'Delete a cluster and all that belongs to it'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name dev --wait',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override args = { name: word('name of the cluster') }
  static override flags = deleteClusterFlags
  protected override readonly needs = ['name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeleteCluster)
    const name = this.clusterName
    const steps = deleteCluster(await doomedCluster(app, name), {
      wait: given.wait === true,
      force: given.force === true,
      roleArn: given['cfn-role-arn'],
      drain: drainFromFlags(given),
    })
    return this.perform(steps, app, { kinds: ['delete', 'update'], about: { cluster: name, region: app.regionName } })
  }
}
