import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { associateOidcProviderFlags, oidcProviderFromFlags } from '#src/flags/access.ts'
import type { Answer } from '#src/output/answer.ts'
import { standing } from '#src/prepare/standing.ts'
import { associateOidcProvider } from '#src/workflows/associate-oidc-provider.ts'

export default class AssociateIamOidcProvider extends EksxCommand {
  static override summary = "Make the cluster's OIDC issuer known to IAM, so that service accounts can have roles"
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --approve',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --approve',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = associateOidcProviderFlags
  protected override readonly purpose = 'OIDC provider' as const
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(AssociateIamOidcProvider)
    const config = await this.read(() => oidcProviderFromFlags({ cluster: this.cluster, region: app.regionName }))
    const { cluster, live } = await standing(config, app)
    const steps = associateOidcProvider(cluster, live.cluster)
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['create', 'update'], about: { cluster: cluster.name, region: cluster.region } })
  }
}
