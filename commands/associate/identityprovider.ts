import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { identityProviderFlags } from '#src/flags/identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { standing } from '#src/prepare/standing.ts'
import { associateIdentityProviders } from '#src/workflows/join-cluster.ts'

export default class AssociateIdentityProvider extends EksxCommand {
  static override summary = 'Let people into a cluster by the tokens of an OIDC provider'
  static override examples = ['<%= config.bin %> <%= command.id %> -f cluster.yaml --wait']
  static override args = { cluster: word('name of the cluster') }
  static override flags = identityProviderFlags
  protected override readonly purpose = 'existing cluster' as const

  protected override check(): void {
    if (this.given['config-file'] === undefined)
      throw badFlag('--config-file/-f must be set: providers are stated in a file, under identityProviders')
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(AssociateIdentityProvider)
    const config = this.file
    if (config === undefined) return undefined
    this.mustList(config.stated.identityProviders, 'identityProviders')
    const { cluster, warnings } = await standing(config, app)
    this.cautions(warnings)
    const steps = associateIdentityProviders(cluster, given.wait === true)
    return this.perform(steps, app, { kinds: ['create'], about: { cluster: cluster.name, region: cluster.region } })
  }
}
