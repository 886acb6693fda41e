import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { agentStated, migrateToPodIdentityFlags } from '#src/flags/access.ts'
import type { Answer } from '#src/output/answer.ts'
import { hasProvider, standingWithAddons } from '#src/prepare/standing.ts'
import { noTokenRoles, tokenRoles } from '#src/survey/token-roles.ts'
import { migrateToPodIdentity } from '#src/workflows/migrate-to-pod-identity.ts'

export default class MigrateToPodIdentity extends EksxCommand {
  static override summary = 'Give pods their roles through the pod identity agent, in place of tokens (IRSA)'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --approve',
    '<%= config.bin %> <%= command.id %> --cluster dev --remove-oidc-provider-trust-relationship --approve',
  ]
  static override flags = migrateToPodIdentityFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(MigrateToPodIdentity)
    const config = await this.read(() => agentStated({ cluster: this.cluster, region: app.regionName }))
    const found = await standingWithAddons(config, app)
    const { cluster, live } = found
    const possible = await hasProvider(app, found)
    const { roles, remarks } = possible ? await tokenRoles(app, live.cluster, live.caller) : noTokenRoles(cluster.name)
    this.cautions(remarks)
    const steps = migrateToPodIdentity(cluster, live.cluster, roles, given['remove-oidc-provider-trust-relationship'] === true)
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, {
      kinds: ['create', 'update'],
      about: { cluster: cluster.name, region: cluster.region },
      end: 'pods that run take their roles through the agent once they start anew: kubectl rollout restart',
    })
  }
}
