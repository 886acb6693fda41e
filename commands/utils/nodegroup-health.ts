import type { App } from '#src/app.ts'
import { EksxCommand, needed } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { describedFile, nodegroupHealthFlags } from '#src/flags/describe.ts'
import type { Answer } from '#src/output/answer.ts'
import { healthAnswer } from '#src/output/nodegroup-health.ts'
import { managedNodegroup } from '#src/survey/managed-nodegroup.ts'

export default class NodegroupHealth extends EksxCommand {
  static override summary = 'Show what EKS finds wrong with a managed nodegroup'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers',
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers -o json',
  ]
  static override args = { name: word('name of the nodegroup') }
  static override flags = nodegroupHealthFlags
  protected override readonly fileRules = describedFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(NodegroupHealth)
    needed(nameOf('name', given.name, this.word), 'name')
  }

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(NodegroupHealth)
    const cluster = this.cluster
    const nodegroup = await managedNodegroup(app, cluster, nameOf('name', given.name, this.word) ?? '')
    return healthAnswer(cluster, nodegroup)
  }
}
