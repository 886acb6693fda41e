import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { addonVersionsFlags, describedFile } from '#src/flags/describe.ts'
import type { Answer, AnswerForm } from '#src/output/answer.ts'
import { addonsAnswer } from '#src/output/offers.ts'
import { anyCluster } from '#src/survey/standing.ts'

export default class DescribeAddonVersions extends EksxCommand {
  static override summary = 'Show the add-ons that EKS offers, with their versions'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev -o table',
    '<%= config.bin %> <%= command.id %> --kubernetes-version 1.34 --name vpc-cni',
  ]
  static override flags = addonVersionsFlags
  protected override readonly fileRules = describedFile

  protected override get form(): AnswerForm {
    return this.flagsOf(DescribeAddonVersions).output ?? 'json'
  }

  protected override check(): void {
    const given = this.flagsOf(DescribeAddonVersions)
    if (!given['kubernetes-version'] && !given.cluster && !given['config-file'])
      throw badFlag('--kubernetes-version or --cluster must be set', 'the versions of an add-on depend on that of Kubernetes')
  }

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(DescribeAddonVersions)
    const addons = await app.offers.addons({
      name: given.name || undefined,
      kubernetesVersion: given['kubernetes-version'] || (await anyCluster(app, this.cluster)).version,
      types: given.types,
      owners: given.owners,
      publishers: given.publishers,
    })
    return addonsAnswer(addons)
  }
}
