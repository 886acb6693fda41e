import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { disassociateIdentityProviderFile, disassociateIdentityProviderFlags } from '#src/flags/remove-identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedIdentityProviders } from '#src/survey/doomed-identities.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { disassociateIdentityProviders } from '#src/workflows/delete-identities.ts'

export default class DisassociateIdentityProvider extends EksxCommand {
  static override summary = 'Take the tokens of an OIDC provider no more'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name gate --wait',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = disassociateIdentityProviderFlags
  protected override readonly purpose = 'identity providers gone' as const
  protected override readonly fileRules = disassociateIdentityProviderFile
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DisassociateIdentityProvider)
    const stated = this.file?.stated
    const cluster = await standingCluster(app, this.cluster)
    const wanted = stated === undefined ? [given.name ?? ''] : (stated.identityProviders ?? []).map(({ name }) => name)
    const doomed = await doomedIdentityProviders(app, cluster.name, { wanted, mustBe: stated === undefined })
    this.cautions(doomed.remarks)
    const steps = disassociateIdentityProviders(cluster.name, doomed.found, given.wait === true)
    return this.perform(steps, app, { kinds: ['delete'], about: { cluster: cluster.name, region: app.regionName }, several: true })
  }
}
