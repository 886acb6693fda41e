import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { clusterVersionsFlags, describedFile } from '#src/flags/describe.ts'
import type { Answer, AnswerForm } from '#src/output/answer.ts'
import { versionsAnswer } from '#src/output/offers.ts'

export default class DescribeClusterVersions extends EksxCommand {
  static override summary = 'Show the Kubernetes versions that EKS offers'
  static override examples = [
    '<%= config.bin %> <%= command.id %> -o table',
    '<%= config.bin %> <%= command.id %> --default-only',
    '<%= config.bin %> <%= command.id %> --status EXTENDED_SUPPORT',
  ]
  static override flags = clusterVersionsFlags
  protected override readonly fileRules = describedFile

  protected override get form(): AnswerForm {
    return this.flagsOf(DescribeClusterVersions).output ?? 'json'
  }

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(DescribeClusterVersions)
    const versions = await app.offers.clusterVersions({
      clusterType: given['cluster-types'],
      versions: given['cluster-versions'],
      includeAll: given['include-all'],
      defaultOnly: given['default-only'],
      status: given.status,
    })
    return versionsAnswer(versions)
  }
}
