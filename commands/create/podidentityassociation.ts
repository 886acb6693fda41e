import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { podIdentityFile, podIdentityFlags, podIdentityFromFlags } from '#src/flags/identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { mustHaveAgent, mustHavePodRoles, standing } from '#src/prepare/standing.ts'
import { createPodIdentities } from '#src/workflows/join-cluster.ts'

export default class CreatePodIdentityAssociation extends EksxCommand {
  static override summary = 'Give the pods of a service account a role, through the pod identity agent'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --namespace jobs --service-account-name reader --well-known-policies externalDNS',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = podIdentityFlags
  protected override readonly purpose = 'pod identities' as const
  protected override readonly fileRules = podIdentityFile
  protected override readonly needs = ['cluster', 'namespace', 'service-account-name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreatePodIdentityAssociation)
    const config = await this.read(() => podIdentityFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    this.mustList(config.stated.iam?.podIdentityAssociations, 'iam.podIdentityAssociations')
    const found = await standing(config, app)
    this.cautions(found.warnings)
    await mustHaveAgent(app, found)
    await mustHavePodRoles(app, config, found)
    const { cluster } = found
    const steps = createPodIdentities(cluster, { disableRollback: false })
    return this.perform(steps, app, {
      kinds: ['create'],
      about: { cluster: cluster.name, region: cluster.region },
      several: steps.length > 1,
    })
  }
}
