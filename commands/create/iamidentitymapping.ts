import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { identityMappingFile, identityMappingFlags, identityMappingFromFlags } from '#src/flags/identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { standing, unreadMappings } from '#src/prepare/standing.ts'
import { createIdentityMappings } from '#src/workflows/join-cluster.ts'

export default class CreateIamIdentityMapping extends EksxCommand {
  static override summary = 'Let a role, a user or an account into a cluster, by the aws-auth config map'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --arn arn:aws:iam::111122223333:role/team --group team --username team',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = identityMappingFlags
  protected override readonly purpose = 'existing cluster' as const
  protected override readonly fileRules = identityMappingFile
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateIamIdentityMapping)
    const config = await this.read(() => identityMappingFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    const found = await standing(config, app)
    const { cluster, warnings } = found
    this.cautions([...warnings, ...unreadMappings(found)])
    const steps = createIdentityMappings(cluster, { disableRollback: false })
    return this.perform(steps, app, { kinds: ['create'], about: { cluster: cluster.name, region: cluster.region } })
  }
}
