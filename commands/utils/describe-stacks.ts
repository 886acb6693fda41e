import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { describeStacksFlags } from '#src/flags/describe.ts'
import type { Answer } from '#src/output/answer.ts'
import { stacksAnswer } from '#src/output/stacks.ts'
import { describedStacks } from '#src/survey/described-stacks.ts'

export default class DescribeStacks extends EksxCommand {
  static override summary = 'Show the CloudFormation stacks of a cluster, and what happened to them'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --events --resource-status CREATE_FAILED,DELETE_FAILED',
    '<%= config.bin %> <%= command.id %> --cluster dev -o json',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = describeStacksFlags
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(DescribeStacks)
    if (given['resource-status'] !== undefined && given.events !== true)
      throw badFlag('--resource-status needs --events', 'it says which events are shown')
  }

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(DescribeStacks)
    const name = this.cluster
    const stacks = await describedStacks(app, name, {
      deleted: given.all === true,
      events: given.events === true,
      statuses: given['resource-status']?.map((status) => status.toUpperCase()),
      trail: given.trail === true,
    })
    if (stacks.length === 0) this.caution(`cluster "${name}" has no stacks of eksctl or eksx: it was made by other tools`)
    return stacksAnswer(stacks)
  }
}
