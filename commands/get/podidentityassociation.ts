import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { getPodIdentityFile, getPodIdentityFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { podIdentityList } from '#src/output/parts.ts'
import { listedPodIdentities } from '#src/survey/pod-identity-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetPodIdentityAssociation extends EksxCommand {
  static override summary = 'List the pod identity associations of a cluster'
  static override aliases = ['get:podidentityassociations']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --namespace hives --service-account-name keeper -o yaml',
  ]
  static override args = { word: word('has no effect') }
  static override flags = getPodIdentityFlags
  protected override readonly fileRules = getPodIdentityFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(GetPodIdentityAssociation)
    if (given['service-account-name'] && !given.namespace) throw badFlag('--service-account-name needs --namespace')
    if (this.word) this.caution(`"${this.word}" has no effect: choose by --namespace and --service-account-name`)
  }

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetPodIdentityAssociation)
    const cluster = await lookedAt(app, this.cluster)
    const [namespace, serviceAccount] = [given.namespace || undefined, given['service-account-name'] || undefined]
    const associations = await listedPodIdentities({ app, cluster, chunk: given['chunk-size'], namespace, serviceAccount })
    return listed(associations, podIdentityList)
  }
}
