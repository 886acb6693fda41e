import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { accessEntryFile, accessEntryFlags, accessEntryFromFlags } from '#src/flags/identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { mustKnowEntries, standing } from '#src/prepare/standing.ts'
import { createAccessEntries } from '#src/workflows/join-cluster.ts'

export default class CreateAccessEntry extends EksxCommand {
  static override summary = 'Let a role or a user into a cluster'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --principal-arn arn:aws:iam::111122223333:role/team --kubernetes-groups team',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = accessEntryFlags
  protected override readonly purpose = 'existing cluster' as const
  protected override readonly fileRules = accessEntryFile
  protected override readonly needs = ['cluster', 'principal-arn']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateAccessEntry)
    const config = await this.read(() => accessEntryFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    this.mustList(config.stated.accessConfig?.accessEntries, 'accessConfig.accessEntries')
    const found = await standing(config, app)
    this.cautions(found.warnings)
    mustKnowEntries(found)
    const { cluster } = found
    const steps = createAccessEntries(cluster, { disableRollback: false })
    return this.perform(steps, app, {
      kinds: ['create'],
      about: { cluster: cluster.name, region: cluster.region },
      several: steps.length > 1,
    })
  }
}
