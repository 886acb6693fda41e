import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { getIdentityProviderFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { identityProviderList } from '#src/output/parts.ts'
import { listedIdentityProviders } from '#src/survey/identity-provider-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetIdentityProvider extends EksxCommand {
  static override summary = 'List the identity providers of a cluster, or show one'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --name gate-login -o yaml',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = getIdentityProviderFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetIdentityProvider)
    const cluster = await lookedAt(app, this.cluster)
    return listed(
      await listedIdentityProviders({ app, cluster, only: given.name || undefined, chunk: given['chunk-size'] }),
      identityProviderList,
    )
  }
}
